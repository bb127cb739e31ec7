// Kadans in one resource group: a function app that signs in as its own identity, storage without keys, a vault for webhook URLs,
// logs with alarms, and, where wanted, a bot on the same identity. Everything is named by parameters.
targetScope = 'subscription'

@minLength(1)
@maxLength(20)
@description('Short name of this environment, such as pilot. azd asks for it; it is part of every name.')
param environmentName string

@allowed([
  'westeurope'
  'northeurope'
  'francecentral'
  'germanywestcentral'
  'swedencentral'
  'italynorth'
  'spaincentral'
  'polandcentral'
  'switzerlandnorth'
  'norwayeast'
  'uksouth'
])
@description('Where everything lies. Regions of the EU and its neighbours only: data about working hours should not leave them.')
param location string = 'westeurope'

@description('Name of the resource group. Keep it in a subscription of its own: whoever may change the app may act as it.')
param resourceGroupName string = 'rg-kadans-${environmentName}'

@description('Tags for every resource.')
param tags object = {}

@description('Names of the resources; what is left empty gets a name from the environment.')
param names object = {}

@description('Timer of the plan, as a cron expression with seconds, in UTC.')
param planSchedule string = '0 0 * * * *'

@description('Timer of the purge, as a cron expression with seconds, in UTC.')
param purgeSchedule string = '0 30 3 * * *'

@description('Timer of the sampling of work locations, as a cron expression with seconds, in UTC. Hourly: each team has its own late morning.')
param sampleSchedule string = '0 10 * * * *'

@description('Whether the policy samples work locations or names a self_card_group: then the vault has to hold the secret PSEUDONYM-KEY (docs/deploy.md).')
param withPseudonymKey bool = false

@description('Timer of the weekly card to the admins, as a cron expression with seconds, in UTC.')
param healthCardSchedule string = '0 0 9-17 * * 2'

@description('Mail address that gets the alerts; empty: alerts are shown in the portal alone.')
param alertAddress string = ''

@description('Names of the app settings that hold webhook URLs (url_secret in the policy). Each becomes a reference to a secret of the vault.')
param webhookSecrets array = []

@description('Whether to make an Azure Bot on the app\'s identity, for routes of kind bot.')
param withBot bool = false

@description('Id of the Teams app (its manifest\'s id), for routes of kind bot.')
param teamsAppId string = ''

@minValue(40)
@maxValue(1000)
@description('Most instances at a time; the plan takes no fewer than 40. Kadans rarely needs more than a few: Graph sets the pace.')
param maximumInstances int = 40

@allowed([512, 2048, 4096])
@description('Memory of an instance in MB. One team\'s facts need far less than the smallest size.')
param instanceMemoryMB int = 2048

@minValue(30)
@maxValue(730)
@description('Days that logs are kept. They hold team keys and counts, nothing about people.')
param logDays int = 30

var token = uniqueString(subscription().id, resourceGroupName, environmentName)
var allTags = union({ 'azd-env-name': environmentName, application: 'kadans' }, tags)
var resourceNames = union(
  {
    identity: 'id-kadans-${environmentName}'
    storage: 'stkadans${token}'
    vault: 'kv-kadans-${take(token, 10)}'
    workspace: 'log-kadans-${environmentName}'
    insights: 'appi-kadans-${environmentName}'
    plan: 'plan-kadans-${environmentName}'
    app: 'func-kadans-${environmentName}-${take(token, 6)}'
    bot: 'bot-kadans-${environmentName}-${take(token, 6)}'
  },
  names
)

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: resourceGroupName
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: resourceNames.identity
    location: location
    tags: allTags
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: resourceNames.storage
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: resourceNames.vault
    location: location
    tags: allTags
    principalId: identity.outputs.principalId
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    workspaceName: resourceNames.workspace
    insightsName: resourceNames.insights
    location: location
    tags: allTags
    logDays: logDays
    principalId: identity.outputs.principalId
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  scope: group
  params: {
    name: resourceNames.app
    planName: resourceNames.plan
    location: location
    tags: allTags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    deploymentContainer: storage.outputs.deploymentContainer
    policyUrl: storage.outputs.policyUrl
    vaultUri: vault.outputs.uri
    webhookSecrets: webhookSecrets
    insightsConnectionString: monitoring.outputs.connectionString
    planSchedule: planSchedule
    purgeSchedule: purgeSchedule
    sampleSchedule: sampleSchedule
    withPseudonymKey: withPseudonymKey
    healthCardSchedule: healthCardSchedule
    teamsAppId: teamsAppId
    maximumInstances: maximumInstances
    instanceMemoryMB: instanceMemoryMB
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    environmentName: environmentName
    location: location
    tags: allTags
    insightsId: monitoring.outputs.insightsId
    appId: app.outputs.id
    address: alertAddress
  }
}

module bot 'modules/bot.bicep' = if (withBot) {
  name: 'bot'
  scope: group
  params: {
    name: resourceNames.bot
    tags: allTags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
  }
}

@description('The resource group, for azd.')
output AZURE_RESOURCE_GROUP string = group.name

@description('The function app, for azd and for the grants.')
output AZURE_FUNCTION_APP string = app.outputs.name

@description('Id of the tenant.')
output KADANS_TENANT_ID string = tenant().tenantId

@description('Client id of the identity that Kadans signs in as: what permissions are granted to.')
output KADANS_CLIENT_ID string = identity.outputs.clientId

@description('Object id of the same identity (its service principal), as kadans grant and Exchange want it.')
output KADANS_PRINCIPAL_ID string = identity.outputs.principalId

@description('Where to upload the policy.')
output KADANS_POLICY string = storage.outputs.policyUrl

@description('The storage account.')
output KADANS_STORAGE_ACCOUNT string = storage.outputs.name

@description('The vault that takes webhook URLs.')
output KADANS_VAULT string = vault.outputs.name
