# DFIR-Script.ps1 is the customer's own library file. It names its output by the day and overwrites an earlier one,
# so it gets a folder of the run's own, and its archive a name of the run's own. Two calls, because it outlasts one.
$phase = Get-HfValue 'phase'
$run = Get-HfValue 'run'
if ($run -notmatch '^[A-Za-z0-9-]{1,64}$') { Stop-HfScript 'The argument run names the collection: letters, digits and - only.' }
$work = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath ('hf-dfir-' + $run)
$ended = Join-Path -Path $work -ChildPath 'ended'
$archive = Join-Path -Path $work -ChildPath ('hf-dfir-' + $run + '.zip')

if ($phase -eq 'start') {
  $script = Get-HfPath 'script'
  $days = Get-HfValue 'days'
  if ($days -eq '') { $days = '2' }
  if ($days -notmatch '^\d{1,3}$') { Stop-HfScript 'The argument days is a number of days.' }
  if ((Get-HfDigest $script 'SHA256') -ne (Get-HfValue 'sha256')) { Stop-HfScript ($script + ' is not the reviewed script: its SHA-256 differs.') }
  if (Test-Path -LiteralPath $work) { Stop-HfScript ('A collection ' + $run + ' was started before.') }
  [void](New-Item -ItemType Directory -Path $work)
  $inner = @(
    ('Set-Location -LiteralPath ''' + $work.Replace("'", "''") + ''''),
    ('& ''' + $script.Replace("'", "''") + ''' -sw ' + $days),
    ('Get-ChildItem -Filter ''DFIR-*.zip'' | Select-Object -First 1 | Move-Item -Destination ''' + $archive.Replace("'", "''") + ''''),
    ('Set-Content -LiteralPath ''' + $ended.Replace("'", "''") + ''' -Value ''ended''')
  ) -join '; '
  $encoded = [System.Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes($inner))
  [void](Start-Process -FilePath 'powershell.exe' -ArgumentList @('-NoProfile', '-NonInteractive', '-EncodedCommand', $encoded) -WindowStyle Hidden)
  Write-HfAnswer @(, [ordered]@{ state = 'running'; path = $work; size = $null; sha256 = $null; exitCode = $null })
} elseif ($phase -eq 'look') {
  if (-not (Test-Path -LiteralPath $work)) { Stop-HfScript ('There is no collection ' + $run + '.') }
  $wait = Get-HfValue 'wait'
  if ($wait -eq '') { $wait = '0' }
  if ($wait -notmatch '^\d{1,3}$') { Stop-HfScript 'The argument wait is a number of seconds.' }
  $until = [datetime]::UtcNow.AddSeconds([int]$wait)
  while (-not (Test-Path -LiteralPath $ended) -and [datetime]::UtcNow -lt $until) { Start-Sleep -Seconds 1 }
  if (-not (Test-Path -LiteralPath $ended)) {
    Write-HfAnswer @(, [ordered]@{ state = 'running'; path = $work; size = $null; sha256 = $null; exitCode = $null })
  } elseif (Test-Path -LiteralPath $archive) {
    Write-HfAnswer @(, [ordered]@{ state = 'ended'; path = $archive; size = [long](Get-Item -LiteralPath $archive).Length; sha256 = (Get-HfDigest $archive 'SHA256'); exitCode = 0 })
  } else {
    Write-HfAnswer @(, [ordered]@{ state = 'failed'; path = $work; size = $null; sha256 = $null; exitCode = $null })
  }
} else {
  Stop-HfScript 'The argument phase is start or look.'
}
