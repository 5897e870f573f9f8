// Which variables a confined program sees. Secrets are handed to programs by environment (tokens, cloud keys), and
// loaders and runtimes take code from it: both stay outside unless they are named.
#include <algorithm>
#include <array>

#include "ward/permission.h"

namespace ward::permission {
namespace {

// Where a program is, who runs it, how it talks to people: what nearly every program reads, and no secret.
constexpr std::array<std::string_view, 26> harmless{
    "PATH",         "HOME",     "USER",           "LOGNAME",           "SHELL",   "PWD",      "LANG",
    "LANGUAGE",     "TZ",       "TERM",           "COLORTERM",         "COLUMNS", "LINES",    "TMPDIR",
    "TEMP",         "TMP",      "NO_COLOR",       "FORCE_COLOR",       "CI",      "NODE_ENV", "HOSTNAME",
    "TERM_PROGRAM", "CLICOLOR", "CLICOLOR_FORCE", "SOURCE_DATE_EPOCH", "LC_ALL"};

// Names by which a loader, a runtime or its cryptography is told to run or trust something else: granting "all" does
// not mean these.
constexpr std::array<std::string_view, 42> telling{"NODE_OPTIONS",
                                                   "NODE_PATH",
                                                   "NODE_EXTRA_CA_CERTS",
                                                   "NODE_REPL_EXTERNAL_MODULE",
                                                   "NODE_TLS_REJECT_UNAUTHORIZED",
                                                   "OPENSSL_CONF",
                                                   "OPENSSL_MODULES",
                                                   "OPENSSL_ENGINES",
                                                   "SSL_CERT_FILE",
                                                   "SSL_CERT_DIR",
                                                   "SSLKEYLOGFILE",
                                                   "PYTHONPATH",
                                                   "PYTHONSTARTUP",
                                                   "PYTHONHOME",
                                                   "PERL5LIB",
                                                   "PERL5OPT",
                                                   "RUBYOPT",
                                                   "RUBYLIB",
                                                   "JAVA_TOOL_OPTIONS",
                                                   "BASH_ENV",
                                                   "ENV",
                                                   "PROMPT_COMMAND",
                                                   "GCONV_PATH",
                                                   "GLIBC_TUNABLES",
                                                   "LOCPATH",
                                                   "NLSPATH",
                                                   "MALLOC_CHECK_",
                                                   "NODE_COMPILE_CACHE",
                                                   "PYTHONUSERBASE",
                                                   "PYTHONBREAKPOINT",
                                                   "PYTHONINSPECT",
                                                   "PERLLIB",
                                                   "PERL5DB",
                                                   "JDK_JAVA_OPTIONS",
                                                   "_JAVA_OPTIONS",
                                                   "CLASSPATH",
                                                   "SHELLOPTS",
                                                   "BASHOPTS",
                                                   "PS4",
                                                   "LUA_INIT",
                                                   "LUA_PATH",
                                                   "LUA_CPATH"};

bool tells(std::string_view name) {
    // BASH_FUNC_ls%%: a shell function that stands for a program.
    return name.starts_with("LD_") || name.starts_with("BASH_FUNC_") || name.starts_with("LUA_INIT_") ||
           std::ranges::find(telling, name) != telling.end();
}

}  // namespace

std::vector<std::string> scrubbed_environment(const Policy& policy, std::span<const std::string> environment) {
    const bool all = policy.allows_all(Scope::env);
    std::vector<std::string> out;
    for (const std::string& variable : environment) {
        const std::string_view name = std::string_view(variable).substr(0, variable.find('='));
        const bool named = std::ranges::any_of(
            policy.grants, [&](const Grant& grant) { return grant.scope == Scope::env && grant.value == name; });
        const bool kept = named || (all && !tells(name)) || std::ranges::find(harmless, name) != harmless.end() ||
                          name.starts_with("LC_");
        if (kept) out.push_back(variable);
    }
    return out;
}

}  // namespace ward::permission
