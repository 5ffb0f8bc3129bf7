$folders = New-Object System.Collections.ArrayList
[void]$folders.Add((Join-Path -Path $env:ProgramData -ChildPath 'Microsoft\Windows\Start Menu\Programs\StartUp'))
$users = Split-Path -Path $env:PUBLIC -Parent
foreach ($account in Get-ChildItem -LiteralPath $users -Directory -Force -ErrorAction SilentlyContinue) {
  [void]$folders.Add((Join-Path -Path $account.FullName -ChildPath 'AppData\Roaming\Microsoft\Windows\Start Menu\Programs\Startup'))
}
$items = @(
  foreach ($folder in $folders) {
    if (-not (Test-Path -LiteralPath $folder)) { continue }
    foreach ($one in Get-ChildItem -LiteralPath $folder -File -Force -ErrorAction SilentlyContinue) {
      if ($one.Name -eq 'desktop.ini') { continue }
      $signature = Get-HfSignature $one.FullName
      [ordered]@{
        kind = 'startup'
        location = $folder
        name = $one.Name
        target = $one.FullName
        user = $(if ($folder.StartsWith($users)) { $folder.Substring($users.Length + 1).Split('\')[0] } else { $null })
        sha256 = (Get-HfDigest $one.FullName 'SHA256')
        signed = $(if ($null -ne $signature) { [string]$signature.Status -eq 'Valid' } else { $null })
      }
    }
  }
)
Write-HfAnswer $items
