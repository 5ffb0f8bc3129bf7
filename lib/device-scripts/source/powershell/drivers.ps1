$items = @(
  foreach ($one in Get-CimInstance -ClassName Win32_SystemDriver) {
    [ordered]@{
      name = $one.Name
      display = $one.DisplayName
      state = $one.State
      startMode = $one.StartMode
      account = $null
      path = $one.PathName
      pid = $null
      sha256 = (Get-HfImageDigest ([string]$one.PathName))
    }
  }
)
Write-HfAnswer $items
