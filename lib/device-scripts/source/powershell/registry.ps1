$key = Get-HfValue 'key'
$wanted = Get-HfValue 'value'
if ($key -notmatch '^HKEY_(LOCAL_MACHINE|CURRENT_USER|USERS|CLASSES_ROOT|CURRENT_CONFIG)(\\|$)') {
  Stop-HfScript 'The argument key is a registry key with its hive written out.'
}
$path = 'Registry::' + $key
if (-not (Test-Path -LiteralPath $path)) { Stop-HfScript ('There is no key ' + $key + '.') }
$opened = Get-Item -LiteralPath $path

function ConvertTo-HfData($Data, [string]$Kind) {
  if ($Data -is [byte[]]) { return ([System.BitConverter]::ToString($Data) -replace '-', '').ToLowerInvariant() }
  if ($Kind -eq 'MultiString') { return (@($Data) -join "`n") }
  return [string]$Data
}

$items = @(
  if ($wanted -eq '') {
    foreach ($child in $opened.GetSubKeyNames()) {
      [ordered]@{ key = ($key + '\' + $child); valueName = $null; type = 'Key'; data = $null; lastWriteUtc = $null }
    }
  }
  foreach ($name in $opened.GetValueNames()) {
    if ($wanted -ne '' -and $name -ne $wanted) { continue }
    $kind = [string]$opened.GetValueKind($name)
    # unexpanded: what is stored, not what it means on this device
    $data = $opened.GetValue($name, $null, [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
    [ordered]@{ key = $key; valueName = $name; type = $kind; data = (ConvertTo-HfData $data $kind); lastWriteUtc = $null }
  }
)
if ($wanted -ne '' -and $items.Count -eq 0) { Stop-HfScript ('There is no value ' + $wanted + ' in ' + $key + '.') }
Write-HfAnswer $items
