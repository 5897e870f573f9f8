#include "actions/release/approve/sign.h"

#include <algorithm>
#include <array>

#include "base/fd.h"
#include "base/process.h"
#include "base/temporary_folder.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::array<std::string_view, 9> wanted_variables = {
    "HOME",    "SSH_AUTH_SOCK",   "SSH_ASKPASS",     "SSH_ASKPASS_REQUIRE",     "SSH_SK_HELPER",
    "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"};

// Long enough to find the security key and touch it.
constexpr ProcessLimits limits{.out_bytes = max_signature_file_bytes,
                               .err_bytes = 64u << 10,
                               .file_bytes = 64u << 20,
                               .time = std::chrono::minutes(3)};

Result<ProcessOutcome> run(ProcessRequest request, const SigningEnvironment& environment) {
    request.search_path = environment.search_path;
    request.environment = environment.variables;
    request.limits = limits;
    const std::string program = request.arguments[0];
    auto outcome = run_process(request);
    wipe(request.input);
    if (!outcome || outcome->succeeded()) return outcome;
    const std::string_view said = trim(outcome->err);
    return fail(ErrorCode::io,
                program + " did not sign (" + outcome->end() + "): " + display(said.substr(said.rfind('\n') + 1)));
}

Result<std::string> sign_by_ssh(std::string_view content, SigningPurpose purpose, const SigningKey& key,
                                const SigningEnvironment& environment) {
    ProcessRequest request{
        .arguments = {"ssh-keygen", "-Y", "sign", "-q", "-f", key.path, "-n", std::string(name_of(purpose))},
        .input = std::string(content)};
    WARD_TRY(ProcessOutcome outcome, run(std::move(request), environment));
    return std::move(outcome.out);
}

Result<std::string> sign_by_minisign(std::string_view content, SigningPurpose purpose, const SigningKey& key,
                                     const SigningEnvironment& environment) {
    // It reads files alone. Folder and names say nothing of what is signed.
    WARD_TRY(const TemporaryFolder folder, TemporaryFolder::make("ward-sign"));
    const std::string statement = folder.path() + "/statement";
    const std::string signature = folder.path() + "/signature";
    WARD_TRY_VOID(replace_file(statement, content, 0600));
    ProcessRequest request{.arguments = {"minisign", "-S", "-s", key.path, "-m", statement, "-x", signature, "-t",
                                         std::string(name_of(purpose))}};
    if (key.passphrase != nullptr) (request.input = key.passphrase->reveal()) += '\n';
    WARD_TRY_VOID(run(std::move(request), environment));
    return read_file(signature, max_signature_file_bytes);
}

}  // namespace

SigningEnvironment signing_environment(const char* const* variables) {
    SigningEnvironment environment;
    for (; *variables != nullptr; ++variables) {
        const std::string_view variable = *variables;
        const std::string_view name = variable.substr(0, variable.find('='));
        if (name == "PATH" && name.size() < variable.size())
            environment.search_path = search_path_of(variable.substr(name.size() + 1));
        if (std::ranges::find(wanted_variables, name) != wanted_variables.end())
            environment.variables.emplace_back(variable);
    }
    return environment;
}

Result<std::string> sign_statement(std::string_view content, SigningPurpose purpose, const SigningKey& key,
                                   const SigningEnvironment& environment) {
    if (!key.path.starts_with('/')) return fail(ErrorCode::usage, "a key is named by an absolute path", key.path);
    if (key.tool == SigningTool::ssh_keygen) return sign_by_ssh(content, purpose, key, environment);
    return sign_by_minisign(content, purpose, key, environment);
}

}  // namespace ward::release
