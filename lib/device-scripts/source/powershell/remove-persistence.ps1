$service = Get-HfValue 'service'
$task = (Get-HfValue 'task').TrimStart('\')
$key = Get-HfValue 'key'
$value = Get-HfValue 'value'
$entry = Join-Path -Path (Join-Path -Path $env:ProgramData -ChildPath 'Holdfast\Quarantine') -ChildPath $HfRun
if (Test-Path -LiteralPath $entry) { Stop-HfScript ('The quarantine has an entry ' + $HfRun + ' already. Nothing was changed.') }

# What is needed to undo it is written before anything is changed.
function Save-HfEntry($Record) {
  [void](New-Item -ItemType Directory -Path $entry -Force)
  $text = ConvertTo-HfJson $Record
  [System.IO.File]::WriteAllText((Join-Path -Path $entry -ChildPath 'entry.json'), $text, [System.Text.Encoding]::ASCII)
}

if ($service -ne '') {
  $one = Get-CimInstance -ClassName Win32_Service | Where-Object { $_.Name -eq $service } | Select-Object -First 1
  if ($null -eq $one) { Stop-HfScript ('There is no service ' + $service + '.') }
  Save-HfEntry ([ordered]@{ kind = 'service'; name = $service; before = $one.StartMode })
  Set-Service -Name $service -StartupType Disabled
  Stop-Service -Name $service -Force -ErrorAction SilentlyContinue
  $after = (Get-CimInstance -ClassName Win32_Service | Where-Object { $_.Name -eq $service } | Select-Object -First 1).StartMode
  Write-HfAnswer @(, [ordered]@{ kind = 'service'; name = $service; before = $one.StartMode; after = $after })
} elseif ($task -ne '') {
  $one = Get-ScheduledTask | Where-Object { ($_.TaskPath + $_.TaskName).TrimStart('\') -eq $task } | Select-Object -First 1
  if ($null -eq $one) { Stop-HfScript ('There is no task ' + $task + '.') }
  $before = [string]$one.State
  Save-HfEntry ([ordered]@{ kind = 'task'; name = $task; before = $before })
  $left = Disable-ScheduledTask -InputObject $one
  Write-HfAnswer @(, [ordered]@{ kind = 'task'; name = $task; before = $before; after = [string]$left.State })
} elseif ($key -ne '' -and $value -ne '') {
  if ($key -notmatch '^HKEY_(LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT)\\') { Stop-HfScript 'The argument key is a key below a hive that may be changed.' }
  $path = 'Registry::' + $key
  if (-not (Test-Path -LiteralPath $path)) { Stop-HfScript ('There is no key ' + $key + '.') }
  $opened = Get-Item -LiteralPath $path
  if ($opened.GetValueNames() -notcontains $value) { Stop-HfScript ('There is no value ' + $value + ' in ' + $key + '.') }
  $kind = [string]$opened.GetValueKind($value)
  $data = $opened.GetValue($value, $null, [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
  $kept = $(if ($data -is [byte[]]) { [System.Convert]::ToBase64String($data) } elseif ($kind -eq 'MultiString') { @($data) } else { [string]$data })
  Save-HfEntry ([ordered]@{ kind = 'registry'; key = $key; name = $value; type = $kind; data = $kept })
  Remove-ItemProperty -LiteralPath $path -Name $value -Force
  $after = $(if ((Get-Item -LiteralPath $path).GetValueNames() -contains $value) { 'present' } else { 'absent' })
  Write-HfAnswer @(, [ordered]@{ kind = 'registry'; name = ($key + '\\' + $value); before = 'present'; after = $after })
} else {
  Stop-HfScript 'One of service, task, or key with value is given.'
}
