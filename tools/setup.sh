# Shared by ./ward and ./test: the Debian packages they need, and how they are installed. Sourced, not run.
# WARD_NO_INSTALL=1 only names what is missing.

product_packages=(g++ cmake ninja-build ccache pkg-config git ca-certificates libfmt-dev libsimdjson-dev libsqlite3-dev
    libssl-dev zlib1g-dev libzstd-dev libdeflate-dev libre2-dev libyaml-dev libtomlplusplus-dev
    libcurl4-openssl-dev libpugixml-dev liblzma-dev gpgv)
test_packages=(mold libgtest-dev libgmock-dev librapidcheck-dev clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev
    python3 python3-yaml dpkg-dev libdpkg-perl libarchive-dev xz-utils cmark-gfm groff-base openssl osslsigncode strace gnupg
    openssh-client minisign)
bench_packages=(libbenchmark-dev time bubblewrap firejail)
peer_packages=(g++-mingw-w64-x86-64-posix wine64 bubblewrap firejail python3-pip ruby php-cli
    php-composer-semver)

say() { printf '%s\n' "$*" >&2; }

# The names of the given packages that are not installed.
missing_packages() {
    local name
    local -A installed=()
    while read -r name; do installed[$name]=1; done < <(
        dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' 2>/dev/null | sed -n 's/^installed \([^:]*\).*/\1/p')
    for name in "$@"; do [[ -n ${installed[$name]:-} ]] || printf '%s\n' "$name"; done
}

# Installs what is missing, without a question.
install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [[ ${#missing[@]} -gt 0 ]] || return 0
    if [[ ${WARD_NO_INSTALL:-} == 1 ]]; then
        say "missing Debian packages: ${missing[*]}"
        say "hint: apt-get install ${missing[*]}"
        return 3
    fi
    local as_root=()
    [[ $(id -u) == 0 ]] || as_root=(sudo -n)
    say "installing from Debian: ${missing[*]}"
    local log
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        say "cannot install: ${missing[*]}"
        say "hint: install them yourself, then run this again"
        return 3
    fi
    rm -f "$log"
}

# build PRESET TARGET...: configures when needed and builds; quiet unless it fails, progress on a terminal.
build() {
    local preset=$1
    shift
    local log=build/$preset.log
    mkdir -p build
    # What may be compiled together is found when configuring (cmake/ward_unity.cmake), and a changed source changes it.
    local is_new=1
    [[ ! -f build/$preset/build.ninja ]] || is_new=0
    if [[ $is_new == 1 || $preset != fuzz ]]; then
        [[ $is_new == 0 ]] || say "configuring ($preset)"
        if ! cmake --preset "$preset" >"$log" 2>&1; then
            tail -n 30 "$log" >&2
            [[ $is_new == 0 ]] || rm -rf "build/$preset"
            return 3
        fi
    fi
    if [[ -t 2 ]]; then
        ninja -j "$(nproc)" -C "build/$preset" "$@" >&2 || return 3
    else
        say "building ($preset)"
        if ! ninja -j "$(nproc)" -C "build/$preset" "$@" >"$log" 2>&1; then
            grep -A 30 -m 1 -E 'FAILED|error' "$log" >&2 || tail -n 30 "$log" >&2
            return 3
        fi
    fi
}
