#requires -version 5.1
# hf-collect-dfir.ps1 1.1.0: Starts DFIR-Script.ps1 from the library in a folder of its own, and says how far it is.
# It changes the device: Writes the script's output and its archive into a folder of the run.
# Assembled from source/powershell: change it there. One argument: base64 of one flat JSON object.
param([string]$Argument = '')
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$HfCommand = 'collect-dfir'
$HfMost = 5000      # items printed at most
$HfLongest = 200000 # characters printed at most; a longer answer goes into a file
$HfErrors = New-Object System.Collections.ArrayList
$HfArguments = @{}
$HfRun = ''
$HfWorkingFolder = ''

# JSON in pure ASCII with no white space: the same bytes for the same values, whatever console carries them.
function ConvertTo-HfString([string]$Text) {
  $out = New-Object System.Text.StringBuilder
  [void]$out.Append('"')
  foreach ($sign in $Text.ToCharArray()) {
    $code = [int]$sign
    switch ($code) {
      8 { [void]$out.Append('\b'); break }
      9 { [void]$out.Append('\t'); break }
      10 { [void]$out.Append('\n'); break }
      12 { [void]$out.Append('\f'); break }
      13 { [void]$out.Append('\r'); break }
      34 { [void]$out.Append('\"'); break }
      92 { [void]$out.Append('\\'); break }
      default {
        if ($code -ge 32 -and $code -lt 127) { [void]$out.Append($sign) }
        else { [void]$out.Append('\u' + $code.ToString('x4')) }
      }
    }
  }
  [void]$out.Append('"')
  return $out.ToString()
}

function ConvertTo-HfJson($Value) {
  if ($null -eq $Value) { return 'null' }
  if ($Value -is [bool]) { if ($Value) { return 'true' } else { return 'false' } }
  if ($Value -is [string] -or $Value -is [char]) { return ConvertTo-HfString ([string]$Value) }
  if ($Value -is [datetime]) { return ConvertTo-HfString (ConvertTo-HfTime $Value) }
  if ($Value -is [System.Collections.IDictionary]) {
    $pairs = @(foreach ($key in $Value.Keys) { (ConvertTo-HfString ([string]$key)) + ':' + (ConvertTo-HfJson $Value[$key]) })
    return '{' + ($pairs -join ',') + '}'
  }
  if ($Value -is [System.Collections.IEnumerable]) {
    $parts = @(foreach ($one in $Value) { ConvertTo-HfJson $one })
    return '[' + ($parts -join ',') + ']'
  }
  if ($Value -is [byte] -or $Value -is [int16] -or $Value -is [uint16] -or $Value -is [int] -or $Value -is [uint32] -or $Value -is [long] -or $Value -is [uint64]) {
    return $Value.ToString([System.Globalization.CultureInfo]::InvariantCulture)
  }
  return ConvertTo-HfString ([string]$Value)
}

function ConvertTo-HfTime([datetime]$Time) {
  if ($Time.Year -lt 1980) { return '' }
  return $Time.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.fffZ', [System.Globalization.CultureInfo]::InvariantCulture)
}

function Get-HfTime($Time) {
  if ($null -eq $Time -or ([datetime]$Time).Year -lt 1980) { return $null }
  return ConvertTo-HfTime ([datetime]$Time)
}

function Add-HfError($Path, [string]$Message) {
  if ($HfErrors.Count -lt 50) { [void]$HfErrors.Add([ordered]@{ path = $Path; msg = $Message }) }
}

function Get-HfDigestOfText([string]$Text) {
  $sha = [System.Security.Cryptography.SHA256]::Create()
  $bytes = $sha.ComputeHash([System.Text.Encoding]::ASCII.GetBytes($Text))
  return ([System.BitConverter]::ToString($bytes) -replace '-', '').ToLowerInvariant()
}

# The digest of a file, also of one that others write to; null where it cannot be read.
function Get-HfDigest([string]$Path, [string]$Algorithm) {
  $stream = $null
  try {
    $share = [System.IO.FileShare]::ReadWrite -bor [System.IO.FileShare]::Delete
    $stream = New-Object System.IO.FileStream($Path, [System.IO.FileMode]::Open, [System.IO.FileAccess]::Read, $share)
    $bytes = [System.Security.Cryptography.HashAlgorithm]::Create($Algorithm).ComputeHash($stream)
    return ([System.BitConverter]::ToString($bytes) -replace '-', '').ToLowerInvariant()
  } catch {
    Add-HfError $Path $_.Exception.Message
    return $null
  } finally {
    if ($null -ne $stream) { $stream.Dispose() }
  }
}

# The image in a command line: quoted, or up to the first ending of a program.
function Get-HfImage([string]$CommandLine) {
  $expanded = [System.Environment]::ExpandEnvironmentVariables($CommandLine).Trim()
  if ($expanded -match '^"([^"]+)"') { return $Matches[1] }
  if ($expanded -match '^(?i)(.+?\.(exe|sys|dll|com|bat|cmd|ps1|vbs|js))(\s|$)') { return $Matches[1] }
  return $expanded
}

function Get-HfImageDigest([string]$CommandLine) {
  $image = Get-HfImage $CommandLine
  if ($image -notmatch '^[A-Za-z]:\\' -or -not (Test-Path -LiteralPath $image -PathType Leaf)) { return $null }
  return Get-HfDigest $image 'SHA256'
}

function Get-HfSignature([string]$Path) {
  try { return Get-AuthenticodeSignature -LiteralPath $Path } catch { return $null }
}

function Write-HfAnswer($Items) {
  $all = @($Items)
  $count = $all.Count
  $truncated = $count -gt $HfMost
  if ($truncated) { $all = $all[0..($HfMost - 1)] }
  $itemText = '[' + (@(foreach ($one in $all) { ConvertTo-HfJson $one }) -join ',') + ']'
  $head = [ordered]@{
    fmt = 'custody.lr/1'
    cmd = $HfCommand
    acq = $HfRun
    host = [System.Environment]::MachineName
    os = 'windows'
    user = [System.Security.Principal.WindowsIdentity]::GetCurrent().Name
    deviceUtc = (ConvertTo-HfTime ([datetime]::UtcNow))
    cwd = $HfWorkingFolder
    args = $HfArguments
  }
  $headText = (ConvertTo-HfJson $head)
  $headText = $headText.Substring(0, $headText.Length - 1)
  $tail = [ordered]@{ count = $count; truncated = $truncated; itemsSha256 = (Get-HfDigestOfText $itemText); errors = @($HfErrors.ToArray()) }
  $tailText = (ConvertTo-HfJson $tail).Substring(1)
  $answer = $headText + ',"items":' + $itemText + ',' + $tailText
  if ($answer.Length -le $HfLongest) { Write-Output $answer; return }
  $path = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath ('hf-' + $HfRun + '.json')
  $bytes = [System.Text.Encoding]::ASCII.GetBytes($answer)
  # CreateNew: never into a file, or through a link, that somebody put there before
  $file = New-Object System.IO.FileStream($path, [System.IO.FileMode]::CreateNew)
  try { $file.Write($bytes, 0, $bytes.Length) } finally { $file.Dispose() }
  $output = [ordered]@{ path = $path; size = $bytes.Length; sha256 = (Get-HfDigestOfText $answer) }
  Write-Output ($headText + ',"items":[],' + $tailText.Substring(0, $tailText.Length - 1) + ',"output":' + (ConvertTo-HfJson $output) + '}')
}

# One sentence instead of an answer, still as the one JSON object; ends the script.
function Stop-HfScript([string]$Message) {
  Add-HfError $null $Message
  Write-HfAnswer @()
  exit 1
}

function Get-HfValue([string]$Name) {
  if ($HfArguments.Contains($Name) -and $null -ne $HfArguments[$Name]) { return [string]$HfArguments[$Name] }
  return ''
}

# An absolute path without dots, given by one argument.
function Get-HfPath([string]$Name) {
  $path = Get-HfValue $Name
  if ($path -notmatch '^([A-Za-z]:\\|\\\\[^\\]+\\[^\\]+)') { Stop-HfScript ('The argument ' + $Name + ' is an absolute path.') }
  if (('\' + $path + '\') -match '\\\.{1,2}\\') { Stop-HfScript ('The argument ' + $Name + ' is a path without . and .. in it.') }
  return $path
}

# Whatever else goes wrong is told in the same shape.
trap { Stop-HfScript $_.Exception.Message }

try {
  $HfGiven = ConvertFrom-Json ([System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($Argument)))
} catch {
  Stop-HfScript 'The argument is not base64 of one flat JSON object.'
}
foreach ($property in $HfGiven.PSObject.Properties) {
  if ($property.Name -eq 'acq') { $HfRun = [string]$property.Value }
  elseif ($property.Name -eq 'cwd') { $HfWorkingFolder = [string]$property.Value }
  else { $HfArguments[$property.Name] = $property.Value }
}
if ($HfRun -notmatch '^[A-Za-z0-9-]{1,64}$') {
  $HfRun = ''
  Stop-HfScript 'The argument acq names the run: letters, digits and - only.'
}

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
