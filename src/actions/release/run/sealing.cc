#include "actions/release/run/sealing.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/core.h>

#include "base/path.h"
#include "base/process.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::string_view message_start = "-----BEGIN PGP MESSAGE-----\n";
constexpr size_t max_words_of_gpg = 64u << 10;
// By which gpg finds its keys and its agent the person.
constexpr std::array<std::string_view, 9> passed_variables{"PATH",
                                                           "HOME",
                                                           "GNUPGHOME",
                                                           "GPG_TTY",
                                                           "TERM",
                                                           "DISPLAY",
                                                           "WAYLAND_DISPLAY",
                                                           "XDG_RUNTIME_DIR",
                                                           "DBUS_SESSION_BUS_ADDRESS"};
// Of a release's folder; all else of it stays open.
constexpr std::array<std::string_view, 5> open_parts{"log.jsonl", "running.json", "pending.json", "approvals/",
                                                     "checkpoints/"};

std::string variable(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());  // NOLINT(concurrency-mt-unsafe): nothing here sets it
    return value == nullptr ? "" : value;
}

Result<std::string> run(std::vector<std::string> words, std::string_view input, const Sealer& sealer,
                        std::string_view what, std::string_view doing) {
    words.insert(words.begin(), {sealer.gpg, "--batch", "--quiet", "--no-tty"});
    const ProcessRequest request{.arguments = std::move(words),
                                 .search_path = sealer.search_path,
                                 .environment = sealer.environment,
                                 .input = std::string(input),
                                 .limits = {.out_bytes = max_sealed_bytes, .err_bytes = max_words_of_gpg}};
    auto ran = run_process(request);
    if (!ran && ran.error().code == ErrorCode::not_found)
        return fail(ErrorCode::not_found, fmt::format("there is no gpg to {} it", doing), std::string(what));
    if (!ran) return fail(ran.error().code, "gpg could not be run to its end", std::string(what));
    if (!ran->succeeded())
        return fail(ErrorCode::auth, fmt::format("gpg could not {} it ({})", doing, ran->end()), std::string(what));
    return std::move(ran->out);
}

}  // namespace

Sealer sealer_of_process() {
    Sealer out;
    if (const std::string named = variable("GPG_BIN"); !named.empty()) out.gpg = named;
    out.search_path = search_path_of(variable("PATH"));
    out.environment.emplace_back("LC_ALL=C");
    for (const std::string_view name : passed_variables)
        if (const std::string value = variable(name); !value.empty())
            out.environment.push_back(fmt::format("{}={}", name, value));
    return out;
}

bool is_sealed(std::string_view text) {
    return text.starts_with(message_start);
}

Result<std::string> seal(std::string_view text, std::span<const std::string> recipients, const Sealer& sealer,
                         std::string_view what) {
    // The list stands in the group's own repository, which says whose keys they are.
    std::vector<std::string> words{"--encrypt", "--armor", "--trust-model", "always"};
    for (const std::string& recipient : recipients) words.insert(words.end(), {"--recipient", recipient});
    return run(std::move(words), text, sealer, what, "encrypt");
}

Result<std::string> unseal(std::string_view message, const Sealer& sealer, std::string_view what) {
    return run({"--decrypt"}, message, sealer, what, "decrypt");
}

bool is_to_be_sealed(std::string_view path) {
    constexpr std::string_view releases = "releases/";
    if (!path.starts_with(releases)) return false;
    path.remove_prefix(releases.size());
    const size_t slash = path.find('/');
    if (slash == std::string_view::npos) return false;
    path.remove_prefix(slash + 1);
    return std::ranges::none_of(
        open_parts, [&](std::string_view part) { return part.ends_with('/') ? path.starts_with(part) : path == part; });
}

}  // namespace ward::release
