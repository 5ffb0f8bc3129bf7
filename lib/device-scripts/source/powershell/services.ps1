$items = @(
  foreach ($one in Get-CimInstance -ClassName Win32_Service) {
    [ordered]@{
      name = $one.Name
      display = $one.DisplayName
      state = $one.State
      startMode = $one.StartMode
      account = $one.StartName
      path = $one.PathName
      pid = [int]$one.ProcessId
      sha256 = (Get-HfImageDigest ([string]$one.PathName))
    }
  }
)
Write-HfAnswer $items
