$path = Get-HfPath 'path'
if (-not (Test-Path -LiteralPath $path)) { Stop-HfScript ('There is no file ' + $path + '.') }
$one = Get-Item -LiteralPath $path -Force
$link = ($one.Attributes -band [System.IO.FileAttributes]::ReparsePoint) -ne 0
$file = -not $one.PSIsContainer
$zone = $null
if ($file) {
  $stream = @(Get-Content -LiteralPath $path -Stream 'Zone.Identifier' -ErrorAction SilentlyContinue)
  $zone = $stream | Where-Object { $_ -match '^ZoneId=(\d+)' } | ForEach-Object { $Matches[1] } | Select-Object -First 1
}
$signature = $(if ($file) { Get-HfSignature $path } else { $null })
$signer = $null
if ($null -ne $signature -and $null -ne $signature.SignerCertificate) { $signer = $signature.SignerCertificate.Subject }
$owner = $null
try { $owner = (Get-Acl -LiteralPath $path).Owner } catch { Add-HfError $path $_.Exception.Message }
$item = [ordered]@{
  path = $one.FullName
  type = $(if ($link) { 'link' } elseif ($file) { 'file' } else { 'directory' })
  size = $(if ($file) { [long]$one.Length } else { $null })
  createdUtc = (Get-HfTime $one.CreationTimeUtc)
  modifiedUtc = (Get-HfTime $one.LastWriteTimeUtc)
  accessedUtc = (Get-HfTime $one.LastAccessTimeUtc)
  attrs = [string]$one.Attributes
  owner = $owner
  target = $(if ($link) { [string]($one.Target | Select-Object -First 1) } else { $null })
  md5 = $(if ($file) { Get-HfDigest $path 'MD5' } else { $null })
  sha1 = $(if ($file) { Get-HfDigest $path 'SHA1' } else { $null })
  sha256 = $(if ($file) { Get-HfDigest $path 'SHA256' } else { $null })
  signer = $signer
  signatureStatus = $(if ($null -ne $signature) { [string]$signature.Status } else { $null })
  zoneId = $zone
}
Write-HfAnswer @(, $item)
