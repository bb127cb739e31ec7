// The function app on the Flex Consumption plan, with Python 3.13. It costs nothing while nothing is to be done.
param name string
param planName string
param location string
param tags object
param identityId string
param identityClientId string
param storageName string
param deploymentContainer string
param policyUrl string
param vaultUri string
param webhookSecrets array
param insightsConnectionString string
param planSchedule string
param purgeSchedule string
param sampleSchedule string
param healthCardSchedule string
param teamsAppId string
param withPseudonymKey bool
param maximumInstances int
param instanceMemoryMB int

var suffix = environment().suffixes.storage
var services = {
  blobServiceUri: 'https://${storageName}.blob.${suffix}'
  queueServiceUri: 'https://${storageName}.queue.${suffix}'
  tableServiceUri: 'https://${storageName}.table.${suffix}'
}
var identityKeys = {
  credential: 'managedidentity'
  clientId: identityClientId
}
var connection = union(services, identityKeys)
var hostStorage = toObject(items(connection), entry => 'AzureWebJobsStorage__${entry.key}', entry => entry.value)
var ownStorage = toObject(items(connection), entry => 'KADANS_STORAGE__${entry.key}', entry => entry.value)
// A secret's name takes no underscore: PLATFORM_WEBHOOK of the policy is the secret PLATFORM-WEBHOOK of the vault.
var webhooks = toObject(
  webhookSecrets,
  each => each,
  each => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${replace(each, '_', '-')}/)'
)
// A reference to a secret that isn't there yet is passed on as it stands, and is no key: so it is set only where it is wanted.
var pseudonymKey = '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/PSEUDONYM-KEY/)'
var pseudonyms = withPseudonymKey ? { KADANS_PSEUDONYM_KEY: pseudonymKey } : {}
var bot = empty(teamsAppId) ? {} : { KADANS_TEAMS_APP_ID: teamsAppId }
// docs/operate.md tells what each one is for: host and worker send logs and spans as the identity, and nothing of libraries.
var telemetry = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  PYTHON_APPLICATIONINSIGHTS_ENABLE_TELEMETRY: 'true'
  PYTHON_APPLICATIONINSIGHTS_LOGGER_NAME: 'kadans'
  OTEL_PYTHON_DISABLED_INSTRUMENTATIONS: 'azure_sdk,django,fastapi,flask,psycopg2,httpx,requests,urllib,urllib3'
  OTEL_TRACES_SAMPLER: 'always_on'
}
var own = {
  KADANS_TENANT_ID: tenant().tenantId
  KADANS_CLIENT_ID: identityClientId
  KADANS_POLICY: policyUrl
  PLAN_SCHEDULE: planSchedule
  PURGE_SCHEDULE: purgeSchedule
  SAMPLE_SCHEDULE: sampleSchedule
  HEALTH_CARD_SCHEDULE: healthCardSchedule
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'kadans' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainer
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'python'
        version: '3.13'
      }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstances
        instanceMemoryMB: instanceMemoryMB
      }
    }
    siteConfig: {
      ftpsState: 'Disabled'
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
    }
  }
}

resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: union(hostStorage, ownStorage, telemetry, own, webhooks, pseudonyms, bot)
}

// Publishing with a password is another way in: closed.
resource scm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

resource ftp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

output id string = app.id
output name string = app.name
