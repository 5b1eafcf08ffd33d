-- The scores of sparkify-model.json, counted a second time by plain SQL from the log alone (table events): nothing of the
-- engine, the digests or the stored scores is looked at. One row for each line of points and each score of a lead.
-- As of the instant in the setting recount.as_of:  SET recount.as_of = '2018-12-01T00:00:00Z';
-- Times are milliseconds since 1970, points are hundredths.
WITH asked AS (
    SELECT floor(extract(epoch FROM current_setting('recount.as_of')::timestamptz) * 1000)::bigint AS as_of,
           86400000::bigint AS day
),
log AS (
    SELECT identity AS lead, name, floor(extract(epoch FROM occurred_at) * 1000)::bigint AS at, properties AS p
    FROM events
    WHERE kind = 'track' AND occurred_at <= current_setting('recount.as_of')::timestamptz
),

-- Attributes: per attribute the last identify counts.
attribute AS (
    SELECT DISTINCT ON (identity, key) identity AS lead, key, value
    FROM events,
         LATERAL (SELECT key, value FROM jsonb_each(properties - 'traits')
                  UNION ALL SELECT 'traits.' || key, value FROM jsonb_each(coalesce(properties -> 'traits', '{}'))) AS written
    WHERE kind = 'identify' AND occurred_at <= current_setting('recount.as_of')::timestamptz
    ORDER BY identity, key, occurred_at DESC, message_id COLLATE "C" DESC
),
profile AS (
    SELECT lead,
           max(value #>> '{}') FILTER (WHERE key = 'plan') AS plan,
           max(value #>> '{}') FILTER (WHERE key = 'traits.location') AS location,
           max(value #>> '{}') FILTER (WHERE key = 'traits.userAgent') AS user_agent,
           floor(extract(epoch FROM max((value #>> '{}')::timestamptz) FILTER (WHERE key = 'signedUpAt')) * 1000)::bigint AS signed_up
    FROM attribute GROUP BY lead
),
active AS (
    SELECT lead, min(at) AS first, max(at) AS last
    FROM log WHERE name IN ('NextSong', 'Home', 'Thumbs Up', 'Add to Playlist', 'Add Friend') GROUP BY lead
),
lead AS (
    SELECT lead, plan, location, user_agent, as_of, day, least(signed_up, first) AS start, last AS last_active
    FROM (SELECT lead FROM log UNION SELECT lead FROM attribute) AS known
    LEFT JOIN profile USING (lead) LEFT JOIN active USING (lead), asked
),

-- Fit.
fit_tier (lead, line, points) AS (
    SELECT lead, 'plan', CASE lower(plan) WHEN 'free' THEN 2000 WHEN 'paid' THEN 1000 END FROM lead
    UNION ALL
    SELECT lead, 'market', CASE WHEN location ~* '(, CA|, NY-NJ-PA|, TX|, IL-IN-WI|, WA)$' THEN 1500 END FROM lead
    UNION ALL
    SELECT lead, 'device', CASE WHEN user_agent ~* '(^|[^[:alnum:]])(iPhone|iPad)([^[:alnum:]]|$)' THEN 1000
                                WHEN user_agent ~* '(^|[^[:alnum:]])(Macintosh|X11)([^[:alnum:]]|$)' THEN 600 END FROM lead
),
fit AS (
    SELECT lead, least(5000, coalesce(sum(points), 0)) AS fit, coalesce(sum(points), 0) AS fit_raw FROM fit_tier GROUP BY lead
),

-- Songs: sessions end after 30 minutes without a song; songs while paying lie after an upgrade that no downgrade followed.
song AS (
    SELECT lead, at, p ->> 'artist' AS artist, (p ->> 'length')::double precision AS length,
           sum(is_new) OVER (PARTITION BY lead ORDER BY at, is_new DESC ROWS UNBOUNDED PRECEDING) AS session
    FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY lead ORDER BY at) < 1800000 THEN 0 ELSE 1 END AS is_new FROM log WHERE name = 'NextSong') AS marked
),
session AS (
    SELECT lead, session, count(DISTINCT nullif(artist, '')) AS artists FROM song GROUP BY lead, session
),
artist AS (
    SELECT lead, artist, max(at) AS last FROM song WHERE artist <> '' GROUP BY lead, artist
),
turn AS MATERIALIZED (
    SELECT lead, name, at FROM log WHERE name IN ('Submit Upgrade', 'Submit Downgrade')
),
paying AS (
    SELECT lead, count(*) AS songs
    FROM song,
         LATERAL (SELECT max(turn.at) FILTER (WHERE name = 'Submit Upgrade') AS begun, max(turn.at) FILTER (WHERE name = 'Submit Downgrade') AS ended
                  FROM turn WHERE turn.lead = song.lead AND turn.at <= song.at) AS period
    WHERE begun >= coalesce(ended, begun)
    GROUP BY lead
),

-- What each criterion counts, over all of the log or within its window; a window of N days excludes what is exactly N days old.
counted AS (
    SELECT lead,
           count(*) FILTER (WHERE name = 'NextSong') AS songs,
           count(*) FILTER (WHERE name = 'NextSong' AND at > as_of - 7 * day) AS songs_lately,
           count(*) FILTER (WHERE name IN ('Home', 'Login') AND at < start + 30 * day) AS early_visits,
           max((p ->> 'length')::double precision) FILTER (WHERE name = 'NextSong') AS longest,
           count(*) FILTER (WHERE name IN ('Thumbs Up', 'Add to Playlist')) AS likes,
           count(*) FILTER (WHERE name = 'Add Friend') AS friends,
           count(*) FILTER (WHERE name = 'Settings') AS settings,
           count(*) FILTER (WHERE name = 'Save Settings') AS settings_saved,
           max(at) FILTER (WHERE name = 'Upgrade' AND p ->> 'level' = 'free') AS upgrade_viewed,
           max(at) FILTER (WHERE name = 'Submit Upgrade') AS upgraded,
           max(at) FILTER (WHERE name = 'Submit Downgrade') AS downgraded,
           count(*) FILTER (WHERE name IN ('Help', 'About') AND at > as_of - 30 * day) AS help,
           count(*) FILTER (WHERE name = 'Downgrade' AND p ->> 'level' = 'paid' AND at > as_of - 14 * day) AS downgrade_viewed,
           count(*) FILTER (WHERE (name = 'Error' OR (name = 'NextSong' AND (p ->> 'status')::double precision >= 400)) AND at > as_of - 14 * day) AS errors
    FROM log JOIN lead USING (lead) GROUP BY lead
),
tier (lead, line, points) AS (
    SELECT lead, 'listening', CASE WHEN songs >= 300 THEN 2000 WHEN songs >= 60 THEN 1200 WHEN songs >= 10 THEN 500 END FROM counted
    UNION ALL
    SELECT lead, 'listening_lately', CASE WHEN songs_lately >= 40 THEN 1000 WHEN songs_lately >= 5 THEN 500 END FROM counted
    UNION ALL
    SELECT lead, 'early_visits', CASE WHEN early_visits >= 5 THEN 600 WHEN early_visits >= 1 THEN 300 END FROM counted
    UNION ALL
    SELECT lead, 'session_depth', CASE WHEN max(artists) >= 30 THEN 800 WHEN max(artists) >= 10 THEN 400 END FROM session GROUP BY lead
    UNION ALL
    SELECT lead, 'variety', CASE WHEN count(*) >= 50 THEN 800 WHEN count(*) >= 15 THEN 400 END FROM artist, asked WHERE last > as_of - 14 * day GROUP BY lead
    UNION ALL
    SELECT lead, 'long_song', CASE WHEN longest >= 600 THEN 200 END FROM counted
    UNION ALL
    SELECT lead, 'likes', CASE WHEN likes >= 5 THEN 800 WHEN likes >= 1 THEN 400 END FROM counted
    UNION ALL
    SELECT lead, 'friends', CASE WHEN friends >= 1 THEN 600 END FROM counted
    UNION ALL
    SELECT lead, 'settings', CASE WHEN settings_saved >= 1 THEN 500 WHEN settings >= 1 THEN 200 END FROM counted
    UNION ALL
    SELECT lead, 'upgrade_viewed', CASE WHEN upgrade_viewed > coalesce(upgraded, 0) THEN 1500 END FROM counted
    UNION ALL
    SELECT lead, 'upgraded', CASE WHEN upgraded > coalesce(downgraded, 0) THEN 1500 END FROM counted
    UNION ALL
    SELECT lead, 'paying_listener', CASE WHEN songs >= 20 THEN 600 END FROM paying
    UNION ALL
    SELECT lead, 'help', CASE WHEN help >= 1 THEN 200 END FROM counted
    UNION ALL
    SELECT lead, 'downgrade_viewed', CASE WHEN downgrade_viewed >= 3 THEN -600 WHEN downgrade_viewed >= 1 THEN -300 END FROM counted
    UNION ALL
    SELECT lead, 'downgraded', CASE WHEN downgraded IS NOT NULL THEN -1000 END FROM counted
    UNION ALL
    SELECT lead, 'errors', CASE WHEN errors >= 1 THEN -200 END FROM counted
),
raw AS (
    SELECT lead, coalesce(sum(points), 0) AS raw FROM tier GROUP BY lead
),

-- Velocity: 3 key actions within 24 hours, dated by the last; lapses after 14 days.
burst AS (
    SELECT lead, max(at) AS last
    FROM (SELECT lead, at, lag(at, 2) OVER (PARTITION BY lead ORDER BY at) AS third_last
          FROM log
          WHERE name IN ('Thumbs Up', 'Add to Playlist', 'Add Friend', 'Settings', 'Save Settings', 'Submit Upgrade') OR (name = 'Upgrade' AND p ->> 'level' = 'free')) AS key_action
    WHERE at - third_last <= 24 * 3600000
    GROUP BY lead
),

-- Decay: 5 points for 7 days without activity, in proportion to the full days; and the limits.
gained AS (
    SELECT lead, as_of, day, last_active, start, coalesce(raw, 0) AS raw,
           CASE WHEN as_of < burst.last + 14 * day THEN 1500 ELSE 0 END AS velocity
    FROM lead LEFT JOIN raw USING (lead) LEFT JOIN burst USING (lead)
),
faded AS (
    SELECT *, least(300, greatest(0, raw)) AS least_left,
           CASE WHEN raw + velocity > 0
                THEN least(raw + velocity, round(500 * (greatest(0, as_of - coalesce(last_active, start)) / day) / 7.0)) ELSE 0 END AS penalty
    FROM gained
),
limited AS (
    SELECT *, least(coalesce(penalty, 0), greatest(0, raw + velocity - least_left)) AS decay FROM faded
),
behavior AS (
    SELECT *, least(10000, greatest(least_left, raw + velocity - decay)) AS behavior FROM limited
),
total AS (
    SELECT lead, fit, fit_raw, behavior.raw, velocity, decay, behavior, fit + behavior AS total,
           fit + behavior >= 7000 AND fit >= 2000 AND behavior >= 4000 AND upgraded IS NULL AS is_pql
    FROM behavior JOIN fit USING (lead) LEFT JOIN counted USING (lead)
),
line (lead, line, points) AS (
    SELECT lead, line, points FROM fit_tier
    UNION ALL SELECT lead, line, points FROM tier
    UNION ALL SELECT lead, 'fit_limit', fit - fit_raw FROM total WHERE fit <> fit_raw
    UNION ALL SELECT lead, 'velocity', velocity FROM total WHERE velocity <> 0
    UNION ALL SELECT lead, 'decay', -decay FROM total WHERE decay <> 0
    UNION ALL SELECT lead, CASE WHEN behavior > raw + velocity - decay THEN 'floor' ELSE 'cap' END, behavior - (raw + velocity - decay) FROM total WHERE behavior <> raw + velocity - decay
    UNION ALL SELECT lead, 'score.fit', fit FROM total
    UNION ALL SELECT lead, 'score.behavior', behavior FROM total
    UNION ALL SELECT lead, 'score.total', total FROM total
    UNION ALL SELECT lead, 'score.pql', CASE WHEN is_pql THEN 100 ELSE 0 END FROM total
)
SELECT regexp_replace(lead, '^user:', '') AS lead, line, trim_scale(points / 100.0)::text AS points
FROM line WHERE points IS NOT NULL
ORDER BY regexp_replace(lead, '^user:', '') COLLATE "C", line COLLATE "C";
