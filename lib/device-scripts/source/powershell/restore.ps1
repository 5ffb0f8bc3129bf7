$path = Get-HfValue 'path'
$wanted = Get-HfValue 'entry'
$store = Join-Path -Path $env:ProgramData -ChildPath 'Holdfast\Quarantine'
$found = $null
$folder = $null
foreach ($one in Get-ChildItem -LiteralPath $store -Directory -Force -ErrorAction SilentlyContinue) {
  $file = Join-Path -Path $one.FullName -ChildPath 'entry.json'
  if (-not (Test-Path -LiteralPath $file)) { continue }
  $record = ConvertFrom-Json ([System.IO.File]::ReadAllText($file))
  if ($one.Name -eq $wanted -or ($path -ne '' -and $record.kind -eq 'file' -and $record.path -eq $path)) {
    $found = $record
    $folder = $one.FullName
  }
}
if ($null -eq $found) { Stop-HfScript 'The quarantine holds no such thing.' }

switch ($found.kind) {
  'file' {
    if (Test-Path -LiteralPath $found.path) { Stop-HfScript ($found.path + ' exists. Nothing was put back.') }
    $bytes = Join-Path -Path $folder -ChildPath 'bytes'
    if ((Get-HfDigest $bytes 'SHA256') -ne $found.sha256) { Stop-HfScript 'What lies in the quarantine is not what was put there. Nothing was put back.' }
    Copy-Item -LiteralPath $bytes -Destination $found.path
    if ((Get-HfDigest $found.path 'SHA256') -ne $found.sha256) {
      Remove-Item -LiteralPath $found.path -Force
      Stop-HfScript ('The copy at ' + $found.path + ' differs from the one in the quarantine. Nothing was put back.')
    }
    $rights = Get-Acl -LiteralPath $found.path
    $rights.SetSecurityDescriptorSddlForm($found.sddl)
    Set-Acl -LiteralPath $found.path -AclObject $rights
  }
  'service' {
    $mode = $(if ($found.before -eq 'Auto') { 'Automatic' } elseif ($found.before -eq 'Manual') { 'Manual' } else { 'Disabled' })
    Set-Service -Name $found.name -StartupType $mode
  }
  'task' {
    $task = Get-ScheduledTask | Where-Object { ($_.TaskPath + $_.TaskName).TrimStart('\') -eq $found.name } | Select-Object -First 1
    if ($null -eq $task) { Stop-HfScript ('There is no task ' + $found.name + '.') }
    if ($found.before -ne 'Disabled') { [void](Enable-ScheduledTask -InputObject $task) }
  }
  'registry' {
    $data = $(if ($found.type -eq 'Binary') { [System.Convert]::FromBase64String($found.data) } else { $found.data })
    [void](New-ItemProperty -LiteralPath ('Registry::' + $found.key) -Name $found.name -Value $data -PropertyType $found.type)
  }
}
Remove-Item -LiteralPath $folder -Recurse -Force
$item = [ordered]@{ path = $(if ($found.kind -eq 'file') { $found.path } else { $found.name }); sha256 = $(if ($found.kind -eq 'file') { $found.sha256 } else { $null }); restored = $true }
Write-HfAnswer @(, $item)
