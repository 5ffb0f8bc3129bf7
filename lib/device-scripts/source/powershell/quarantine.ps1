$path = Get-HfPath 'path'
$expected = Get-HfValue 'sha256'
if (-not (Test-Path -LiteralPath $path -PathType Leaf)) { Stop-HfScript ('There is no file ' + $path + '.') }
if ($expected -notmatch '^[0-9a-f]{64}$') { Stop-HfScript 'The argument sha256 is the digest of the file as it was taken into custody.' }
$found = Get-HfDigest $path 'SHA256'
if ($found -ne $expected) { Stop-HfScript ($path + ' is not what was taken into custody. Nothing was moved.') }

$store = Join-Path -Path $env:ProgramData -ChildPath 'Holdfast\Quarantine'
$entry = Join-Path -Path $store -ChildPath $HfRun
if (Test-Path -LiteralPath $entry) { Stop-HfScript ('The quarantine has an entry ' + $HfRun + ' already. Nothing was moved.') }
[void](New-Item -ItemType Directory -Path $entry -Force)
# SYSTEM and the administrators only, nothing inherited
$rights = Get-Acl -LiteralPath $store
$rights.SetSecurityDescriptorSddlForm('D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)')
Set-Acl -LiteralPath $store -AclObject $rights

# Copy, compare, then remove: at no moment is there less than one whole file.
$bytes = Join-Path -Path $entry -ChildPath 'bytes'
$sddl = (Get-Acl -LiteralPath $path).Sddl
Copy-Item -LiteralPath $path -Destination $bytes
if ((Get-HfDigest $bytes 'SHA256') -ne $expected) {
  Remove-Item -LiteralPath $entry -Recurse -Force
  Stop-HfScript ('The copy of ' + $path + ' differs from it. Nothing was moved.')
}
$record = ConvertTo-HfJson ([ordered]@{ kind = 'file'; path = $path; sha256 = $expected; sddl = $sddl })
[System.IO.File]::WriteAllText((Join-Path -Path $entry -ChildPath 'entry.json'), $record, [System.Text.Encoding]::ASCII)
try { Remove-Item -LiteralPath $path -Force } catch {
  Stop-HfScript ($path + ' could not be removed: ' + $_.Exception.Message + ' Its copy stays in the quarantine.')
}
Write-HfAnswer @(, [ordered]@{ path = $path; quarantined = $bytes; sha256 = $expected; moved = $true })
