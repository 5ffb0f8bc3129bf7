$names = @{}
foreach ($process in Get-Process) { $names[[int]$process.Id] = $process.ProcessName }
$items = @(
  foreach ($one in Get-NetTCPConnection) {
    [ordered]@{
      proto = 'tcp'
      localAddr = $one.LocalAddress
      localPort = [int]$one.LocalPort
      remoteAddr = $one.RemoteAddress
      remotePort = [int]$one.RemotePort
      state = [string]$one.State
      pid = [int]$one.OwningProcess
      process = $names[[int]$one.OwningProcess]
      createdUtc = (Get-HfTime $one.CreationTime)
    }
  }
  foreach ($one in Get-NetUDPEndpoint) {
    [ordered]@{
      proto = 'udp'
      localAddr = $one.LocalAddress
      localPort = [int]$one.LocalPort
      remoteAddr = $null
      remotePort = $null
      state = $null
      pid = [int]$one.OwningProcess
      process = $names[[int]$one.OwningProcess]
      createdUtc = (Get-HfTime $one.CreationTime)
    }
  }
)
Write-HfAnswer $items
