// Four things that somebody should hear about although no card can tell them.
param environmentName string
param location string
param tags object
param insightsId string

@description('The function app, whose deployments are told: whoever deploys may act as Kadans.')
param appId string

@description('Mail address; empty: no mail.')
param address string

var rules = {
  alarm: {
    title: 'Kadans raised an alarm'
    what: 'A job failed again and again, a card may or may not have been posted, or the policy is not valid. docs/operate.md tells what to do.'
    query: 'traces | extend line = parse_json(message) | where tostring(line.event) == "alarm"'
    every: 'PT15M'
    window: 'PT15M'
    fewest: 0
    operator: 'GreaterThan'
  }
  poison: {
    title: 'Kadans gave a message up'
    what: 'A message lies in a poison queue: the same job failed five times.'
    query: 'requests | where name in ("audit_poison", "delivery_poison")'
    every: 'PT15M'
    window: 'PT15M'
    fewest: 0
    operator: 'GreaterThan'
  }
  silent: {
    title: 'Kadans has not planned for two hours'
    what: 'The hourly plan did not run or did not end: the app is stopped, or its identity or storage is gone.'
    query: 'traces | extend line = parse_json(message) | where tostring(line.event) == "planned"'
    every: 'PT1H'
    window: 'PT2H'
    fewest: 1
    operator: 'LessThan'
  }
  failed: {
    title: 'Kadans could not audit a team'
    what: 'An audit failed. It is tried again by itself; if it goes on, an alarm card tells the reason.'
    query: 'traces | extend line = parse_json(message) | where tostring(line.event) == "audit failed"'
    every: 'PT1H'
    window: 'PT1H'
    fewest: 0
    operator: 'GreaterThan'
  }
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(address)) {
  name: 'ag-kadans-${environmentName}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'kadans'
    emailReceivers: [
      {
        name: 'admins'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in items(rules): {
    name: 'alert-kadans-${environmentName}-${rule.key}'
    location: location
    tags: tags
    properties: {
      displayName: rule.value.title
      description: rule.value.what
      enabled: true
      severity: 2
      scopes: [
        insightsId
      ]
      evaluationFrequency: rule.value.every
      windowSize: rule.value.window
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.value.query
            timeAggregation: 'Count'
            operator: rule.value.operator
            threshold: rule.value.fewest
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: empty(address) ? [] : [people.id]
      }
    }
  }
]

resource deployments 'Microsoft.Insights/activityLogAlerts@2020-10-01' = {
  name: 'alert-kadans-${environmentName}-deployment'
  location: 'global'
  tags: tags
  properties: {
    description: 'Somebody changed the function app: what runs there reads calendars and messages. Was it you?'
    enabled: true
    scopes: [
      appId
    ]
    condition: {
      allOf: [
        {
          field: 'category'
          equals: 'Administrative'
        }
        {
          field: 'operationName'
          equals: 'Microsoft.Web/sites/write'
        }
      ]
    }
    actions: {
      actionGroups: empty(address) ? [] : [
        {
          actionGroupId: people.id
        }
      ]
    }
  }
}
