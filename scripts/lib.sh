# Sourced by the commands in this folder: makes sure that Rust is there, then runs the project's own tools, which are written in it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"

# Debian packages that Rust itself needs; everything else is installed by xtask, which says so too.
install_packages() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "These programs are missing: $*. Install them, or run this as root on Debian." >&2
        exit 1
    fi
    echo "- Installing $*" >&2
    apt-get -q update >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get -q install --yes --no-install-recommends "$@" >/dev/null
}

ensure_rust() {
    local missing=()
    command -v cc >/dev/null || missing+=(gcc libc6-dev)
    command -v rustup >/dev/null || command -v curl >/dev/null || missing+=(curl ca-certificates)
    [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"
    if ! command -v rustup >/dev/null; then
        if [ "$(id -u)" = 0 ] && apt-cache policy rustup 2>/dev/null | grep 'Candidate: [0-9]' >/dev/null; then
            install_packages rustup
        else
            echo "- Installing rustup" >&2
            # Where https://sh.rustup.rs leads; named directly, for it is also where the toolchain comes from.
            curl --proto '=https' --tlsv1.2 --silent --show-error --fail \
                "${RUSTUP_UPDATE_ROOT:-https://static.rust-lang.org/rustup}/rustup-init.sh" |
                sh -s -- -y --quiet --no-modify-path --profile minimal --default-toolchain none >/dev/null
        fi
    fi
    local channel target
    channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
    if ! rustup toolchain list | grep "^$channel-" >/dev/null; then
        echo "- Installing Rust $channel" >&2
        # A rustup older than 1.28 does not read the file here, but installs what it asks for at cargo's first call.
        rustup toolchain install >/dev/null 2>&1 || cargo --version
    fi
    target="$(uname -m)-unknown-linux-musl"
    rustup target list --installed | grep -x "$target" >/dev/null || rustup target add "$target"
}

xtask() {
    ensure_rust
    exec cargo run --quiet --package xtask -- "$@"
}
