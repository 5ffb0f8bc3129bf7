$wanted = Get-HfValue 'pid'
$name = Get-HfValue 'name'
$items = @(
  foreach ($one in Get-CimInstance -ClassName Win32_Process) {
    if ($wanted -ne '' -and [string]$one.ProcessId -ne $wanted) { continue }
    if ($name -ne '' -and $one.Name -ne $name) { continue }
    $user = $null
    $digest = $null
    # asking for owners and digests of all would take minutes
    if ($wanted -ne '' -or $name -ne '') {
      $owner = Invoke-CimMethod -InputObject $one -MethodName GetOwner -ErrorAction SilentlyContinue
      if ($null -ne $owner -and $null -ne $owner.User) { $user = [string]$owner.Domain + '\' + [string]$owner.User }
      if ($null -ne $one.ExecutablePath) { $digest = Get-HfDigest $one.ExecutablePath 'SHA256' }
    }
    [ordered]@{
      pid = [int]$one.ProcessId
      ppid = [int]$one.ParentProcessId
      name = $one.Name
      path = $one.ExecutablePath
      cmdline = $one.CommandLine
      user = $user
      createdUtc = (Get-HfTime $one.CreationDate)
      sha256 = $digest
    }
  }
)
Write-HfAnswer $items
