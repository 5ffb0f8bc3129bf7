$root = Get-HfPath 'root'
$name = Get-HfValue 'name'
if ($name -eq '' -or $name -match '[\\/]') { Stop-HfScript 'The argument name is a file name, where * and ? may stand for others.' }
if (-not (Test-Path -LiteralPath $root -PathType Container)) { Stop-HfScript ('There is no folder ' + $root + '.') }
$failed = @()
$items = @(
  foreach ($one in Get-ChildItem -LiteralPath $root -Filter $name -Recurse -File -Force -ErrorAction SilentlyContinue -ErrorVariable failed) {
    [ordered]@{
      path = $one.FullName
      type = 'file'
      size = [long]$one.Length
      createdUtc = (Get-HfTime $one.CreationTimeUtc)
      modifiedUtc = (Get-HfTime $one.LastWriteTimeUtc)
      accessedUtc = (Get-HfTime $one.LastAccessTimeUtc)
      attrs = [string]$one.Attributes
      owner = $null
    }
  }
)
foreach ($one in $failed) { Add-HfError ([string]$one.TargetObject) $one.Exception.Message }
Write-HfAnswer $items
