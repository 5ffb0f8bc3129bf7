$path = Get-HfPath 'path'
if (-not (Test-Path -LiteralPath $path -PathType Leaf)) { Stop-HfScript ('There is no file ' + $path + '.') }
$copy = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath ('hf-' + $HfRun + '.copy')
$before = Get-HfDigest $path 'SHA256'
if ($null -eq $before) { Stop-HfScript ($path + ' cannot be read.') }
$share = [System.IO.FileShare]::ReadWrite -bor [System.IO.FileShare]::Delete
$from = $null
$to = $null
try {
  $from = New-Object System.IO.FileStream($path, [System.IO.FileMode]::Open, [System.IO.FileAccess]::Read, $share)
  $to = New-Object System.IO.FileStream($copy, [System.IO.FileMode]::CreateNew)
  $from.CopyTo($to)
} catch {
  Stop-HfScript ('The copy ' + $copy + ' could not be made: ' + $_.Exception.Message)
} finally {
  if ($null -ne $to) { $to.Dispose() }
  if ($null -ne $from) { $from.Dispose() }
}
$item = [ordered]@{
  path = $copy
  source = $path
  size = [long](Get-Item -LiteralPath $copy -Force).Length
  sha256 = (Get-HfDigest $copy 'SHA256')
  sourceSha256 = $before
}
Write-HfAnswer @(, $item)
