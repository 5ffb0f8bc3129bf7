$path = Get-HfPath 'path'
if (-not (Test-Path -LiteralPath $path -PathType Container)) { Stop-HfScript ('There is no folder ' + $path + '.') }
$failed = @()
$items = @(
  foreach ($one in Get-ChildItem -LiteralPath $path -Force -ErrorAction SilentlyContinue -ErrorVariable failed) {
    $link = ($one.Attributes -band [System.IO.FileAttributes]::ReparsePoint) -ne 0
    $owner = $null
    try { $owner = (Get-Acl -LiteralPath $one.FullName).Owner } catch { Add-HfError $one.FullName $_.Exception.Message }
    [ordered]@{
      path = $one.FullName
      type = $(if ($link) { 'link' } elseif ($one.PSIsContainer) { 'directory' } else { 'file' })
      size = $(if ($one.PSIsContainer) { $null } else { [long]$one.Length })
      createdUtc = (Get-HfTime $one.CreationTimeUtc)
      modifiedUtc = (Get-HfTime $one.LastWriteTimeUtc)
      accessedUtc = (Get-HfTime $one.LastAccessTimeUtc)
      attrs = [string]$one.Attributes
      owner = $owner
    }
  }
)
foreach ($one in $failed) { Add-HfError ([string]$one.TargetObject) $one.Exception.Message }
Write-HfAnswer $items
