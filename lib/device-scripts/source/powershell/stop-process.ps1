$wanted = Get-HfValue 'pid'
$name = Get-HfValue 'name'
if ($wanted -notmatch '^\d{1,10}$' -or [long]$wanted -lt 5) { Stop-HfScript 'The argument pid is the number of one process, and not of the system itself.' }
if ($name -eq '') { Stop-HfScript 'The argument name is what the process is called: a number alone may have passed to another.' }
$one = Get-CimInstance -ClassName Win32_Process -Filter ('ProcessId = ' + $wanted)
if ($null -eq $one) { Stop-HfScript ('There is no process ' + $wanted + '.') }
if ($one.Name -ne $name) { Stop-HfScript ('Process ' + $wanted + ' is called otherwise now. Nothing was stopped.') }
Stop-Process -Id ([int]$wanted) -Force
Start-Sleep -Seconds 1
$left = Get-CimInstance -ClassName Win32_Process -Filter ('ProcessId = ' + $wanted)
$stopped = ($null -eq $left) -or ($left.Name -ne $name)
Write-HfAnswer @(, [ordered]@{ pid = [int]$wanted; name = $name; signal = 'TerminateProcess'; stopped = $stopped })
