$items = New-Object System.Collections.ArrayList

function Add-HfPersistence([string]$Kind, [string]$Location, [string]$Name, [string]$Target, $User) {
  $image = Get-HfImage $Target
  $exists = $image -match '^[A-Za-z]:\\' -and (Test-Path -LiteralPath $image -PathType Leaf)
  $signature = $(if ($exists) { Get-HfSignature $image } else { $null })
  [void]$items.Add([ordered]@{
      kind = $Kind
      location = $Location
      name = $Name
      target = $Target
      user = $User
      sha256 = $(if ($exists) { Get-HfDigest $image 'SHA256' } else { $null })
      signed = $(if ($null -ne $signature) { [string]$signature.Status -eq 'Valid' } else { $null })
    })
}

function Add-HfKeyValues([string]$Kind, [string]$Key, $User, $Only) {
  $path = 'Registry::' + $Key
  if (-not (Test-Path -LiteralPath $path)) { return }
  try {
    $opened = Get-Item -LiteralPath $path
    foreach ($name in $opened.GetValueNames()) {
      if ($null -ne $Only -and $Only -notcontains $name) { continue }
      $data = $opened.GetValue($name, $null, [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
      Add-HfPersistence $Kind $Key $name (@($data) -join ' ') $User
    }
  } catch { Add-HfError $Key $_.Exception.Message }
}

# run keys and Winlogon, of the machine and of every user whose hive is loaded
$current = 'SOFTWARE\Microsoft\Windows\CurrentVersion'
$wide = 'SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion'
$winlogon = 'SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
$hives = @([ordered]@{ key = 'HKEY_LOCAL_MACHINE'; user = $null })
foreach ($hive in Get-ChildItem -LiteralPath 'Registry::HKEY_USERS' -ErrorAction SilentlyContinue) {
  if ($hive.PSChildName -notmatch '_Classes$') { $hives += [ordered]@{ key = ('HKEY_USERS\' + $hive.PSChildName); user = $hive.PSChildName } }
}
foreach ($hive in $hives) {
  foreach ($base in @($current, $wide)) {
    foreach ($leaf in @('Run', 'RunOnce', 'RunOnceEx', 'Policies\Explorer\Run')) {
      Add-HfKeyValues 'runKey' ($hive.key + '\' + $base + '\' + $leaf) $hive.user $null
    }
  }
  Add-HfKeyValues 'winlogon' ($hive.key + '\' + $winlogon) $hive.user @('Shell', 'Userinit', 'Taskman', 'AppSetup')
}

# debuggers that start in a program's place
$ifeo = 'HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Image File Execution Options'
foreach ($child in Get-ChildItem -LiteralPath ('Registry::' + $ifeo) -ErrorAction SilentlyContinue) {
  Add-HfKeyValues 'ifeo' ($ifeo + '\' + $child.PSChildName) $null @('Debugger')
}

# services and tasks outside of Windows' own folder
foreach ($one in Get-CimInstance -ClassName Win32_Service) {
  if ($one.StartMode -eq 'Auto' -and $one.PathName -notmatch '(?i)\\Windows\\System32\\svchost\.exe') {
    Add-HfPersistence 'service' 'services' $one.Name ([string]$one.PathName) $one.StartName
  }
}
foreach ($one in Get-ScheduledTask) {
  if ($one.State -eq 'Disabled' -or $one.TaskPath -like '\Microsoft\Windows\*') { continue }
  foreach ($action in $one.Actions) {
    if ($action.CimClass.CimClassName -ne 'MSFT_TaskExecAction') { continue }
    $line = (([string]$action.Execute) + ' ' + ([string]$action.Arguments)).Trim()
    Add-HfPersistence 'task' $one.TaskPath $one.TaskName $line $one.Principal.UserId
  }
}

# event consumers of WMI
foreach ($class in @('CommandLineEventConsumer', 'ActiveScriptEventConsumer')) {
  foreach ($one in Get-CimInstance -Namespace 'root/subscription' -ClassName $class -ErrorAction SilentlyContinue) {
    $target = $(if ($class -eq 'CommandLineEventConsumer') { [string]$one.CommandLineTemplate } else { [string]$one.ScriptText })
    Add-HfPersistence 'wmi' $class $one.Name $target $null
  }
}

# startup folders
$users = Split-Path -Path $env:PUBLIC -Parent
$folders = @(Join-Path -Path $env:ProgramData -ChildPath 'Microsoft\Windows\Start Menu\Programs\StartUp')
foreach ($account in Get-ChildItem -LiteralPath $users -Directory -Force -ErrorAction SilentlyContinue) {
  $folders += (Join-Path -Path $account.FullName -ChildPath 'AppData\Roaming\Microsoft\Windows\Start Menu\Programs\Startup')
}
foreach ($folder in $folders) {
  foreach ($one in Get-ChildItem -LiteralPath $folder -File -Force -ErrorAction SilentlyContinue) {
    if ($one.Name -ne 'desktop.ini') { Add-HfPersistence 'startup' $folder $one.Name $one.FullName $null }
  }
}
Write-HfAnswer $items.ToArray()
