/**
 * `gcra` for several accounts at once, inside Redis: all are charged, or none is. KEYS: accounts.
 * ARGV: now in ms (empty: Redis' own clock), 1 to charge in any case, then unit, burst and cost of
 * each account. Beside the arrival time the account keeps when that was written: a clock that was set
 * back since is made up for. Answers allowed, the position that decided, remaining, retry-after and reset.
 */
export const gcraScript = `
local now = tonumber(ARGV[1])
if not now then
  local t = redis.call('TIME')
  now = tonumber(t[1]) * 1000 + tonumber(t[2]) / 1000
end
local force = ARGV[2] == '1'
local least, at, reset = nil, 1, 0
local nexts = {}
for i = 1, #KEYS do
  local unit = tonumber(ARGV[3 * i])
  local burst = tonumber(ARGV[3 * i + 1])
  local cost = tonumber(ARGV[3 * i + 2])
  local tolerance = unit * burst
  local tat, written = string.match(redis.call('GET', KEYS[i]) or '', '^(%S+) ?(%S*)$')
  tat, written = tonumber(tat) or now, tonumber(written) or now
  if written > now then
    tat = tat - (written - now)
    redis.call('SET', KEYS[i], string.format('%.17g %.17g', tat, now), 'PX', math.max(math.ceil(tat - now), 0) + 1000)
  end
  tat = math.max(tat, now)
  local next = tat + unit * cost
  local allowAt = next - tolerance
  if now < allowAt and not force then
    local remaining = math.max(0, math.floor((tolerance - (tat - now)) / unit))
    return {0, i, remaining, string.format('%.17g', allowAt - now), string.format('%.17g', tat - now)}
  end
  nexts[i] = next
  local remaining = math.max(0, math.floor((tolerance - (next - now)) / unit))
  if least == nil or remaining < least then least, at, reset = remaining, i, next - now end
end
for i = 1, #KEYS do
  redis.call('SET', KEYS[i], string.format('%.17g %.17g', nexts[i], now), 'PX', math.ceil(nexts[i] - now) + 1000)
end
return {1, at, least or 0, '0', string.format('%.17g', reset)}
`;
