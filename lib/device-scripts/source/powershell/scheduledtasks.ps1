$wanted = (Get-HfValue 'task').TrimStart('\')
$items = @(
  foreach ($one in Get-ScheduledTask) {
    $full = $one.TaskPath + $one.TaskName
    if ($wanted -ne '' -and $full.TrimStart('\') -ne $wanted) { continue }
    $info = Get-ScheduledTaskInfo -InputObject $one -ErrorAction SilentlyContinue
    $actions = @(
      foreach ($action in $one.Actions) {
        $kind = $action.CimClass.CimClassName
        if ($kind -eq 'MSFT_TaskExecAction') { (([string]$action.Execute) + ' ' + ([string]$action.Arguments)).Trim() } else { $kind }
      }
    )
    $triggers = @(foreach ($trigger in $one.Triggers) { $trigger.CimClass.CimClassName -replace '^MSFT_Task', '' })
    [ordered]@{
      path = $full
      name = $one.TaskName
      state = [string]$one.State
      author = $one.Author
      actions = $actions
      triggers = $triggers
      lastRunUtc = $(if ($null -ne $info) { Get-HfTime $info.LastRunTime } else { $null })
      nextRunUtc = $(if ($null -ne $info) { Get-HfTime $info.NextRunTime } else { $null })
      lastResult = $(if ($null -ne $info) { [long]$info.LastTaskResult } else { $null })
      runAs = $one.Principal.UserId
    }
  }
)
if ($wanted -ne '' -and $items.Count -eq 0) { Stop-HfScript ('There is no task ' + $wanted + '.') }
Write-HfAnswer $items
