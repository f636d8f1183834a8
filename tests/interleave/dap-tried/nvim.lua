-- nvim.lua - nvim-dap steps one thread, then the other, and back; DAP and COUNTER name the programs.
-- Neovim before 0.8, Debian 12's, knows no folder for logs.
local stdpath = vim.fn.stdpath
vim.fn.stdpath = function(what)
    return stdpath(what == 'log' and 'cache' or what)
end
local dap = require('dap')

local function fail(why)
    io.stderr:write('nvim-dap: ' .. why .. '\n')
    vim.cmd('cquit 1')
end

local function ask(session, command, arguments)
    local answer, problem, done
    session:request(command, arguments, function(error, body)
        answer, problem, done = body, error, true
    end)
    if not vim.wait(10000, function() return done end) or problem then
        fail(command .. ': ' .. vim.inspect(problem))
    end
    return answer
end

dap.adapters.interleave = { type = 'executable', command = os.getenv('DAP'), args = { 'dap' } }
-- The requests below are made without nvim-dap's knowledge, which would let other threads go on.
dap.defaults.fallback.auto_continue_if_many_stopped = false
local stops = 0
dap.listeners.after.event_stopped.tried = function() stops = stops + 1 end
dap.run({ type = 'interleave', request = 'launch', name = 'tried', program = os.getenv('COUNTER') })
if not vim.wait(10000, function() return stops == 1 end) then
    fail('no stop at the entry')
end
local session = dap.session()
for number, thread in ipairs({ 2, 3, 3 }) do
    ask(session, 'next', { threadId = thread })
    if not vim.wait(10000, function() return stops == number + 1 end) then
        fail('no stop after step ' .. number)
    end
end
local value = ask(session, 'evaluate', { expression = 'value' }).result
ask(session, 'stepBack', { threadId = 3 })
vim.wait(10000, function() return stops == 5 end)
local before = ask(session, 'evaluate', { expression = 'value' }).result
if value ~= '1' or before ~= '0' then
    fail('value is ' .. value .. ', and ' .. before .. ' one step back')
end
ask(session, 'disconnect', {})
print('ok: nvim-dap\n')
vim.cmd('qall!')
