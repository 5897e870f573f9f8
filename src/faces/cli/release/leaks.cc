// ward release leak-check, hook: does something of an embargoed release stand where everybody can read it?
#include <filesystem>

#include <fmt/core.h>

#include "actions/release/embargo/git_asker.h"
#include "actions/release/embargo/leak_check.h"
#include "actions/release/embargo/push_guard.h"
#include "actions/release/embargo/push_hook.h"
#include "base/path.h"
#include "base/text.h"
#include "faces/cli/release/group_setup.h"
#include "faces/cli/release/json_texts.h"
#include "faces/cli/release/verbs.h"

namespace ward::cli {
namespace {

constexpr size_t max_pre_push_bytes = 64u << 20;

Result<int> judge_hook(const Invocation& invocation, const release::Group& group) {
    if (invocation.arguments.size() != 2)
        return fail(ErrorCode::usage, "--pre-push takes REMOTE and URL, as git gives them");
    WARD_TRY(const std::string input, read_input("-", max_pre_push_bytes));
    WARD_TRY(std::vector<release::PushedRef> refs, release::parse_pre_push(input));
    WARD_TRY(const std::string folder, whole_path("."));
    WARD_TRY(const std::vector<HeldRelease> held, held_releases(group, folder, invocation.log));
    WARD_TRY(const release::AudienceRules rules, audience_rules(group));
    std::vector<release::ReleaseEmbargo> embargoes;
    embargoes.reserve(held.size());
    for (const HeldRelease& one : held) embargoes.push_back({one.id, one.lift_at, &one.matcher});
    WARD_TRY(const std::string cache, cache_folder());
    const release::PushVerdict verdict = release::judge_push({.folder = folder,
                                                              .remote = invocation.arguments[0],
                                                              .url = invocation.arguments[1],
                                                              .refs = std::move(refs),
                                                              .environment = release::environment_of_process(),
                                                              .cache_folder = cache},
                                                             rules, embargoes, now());
    for (const std::string& note : verdict.notes) invocation.log.info(display(note));
    for (const std::string& reason : verdict.reasons()) invocation.log.warn(display(reason));
    return verdict.allowed() ? 0 : embargo_status;
}

Result<release::LeakReport> check_one(const std::string& what, const release::TaintMatcher& matcher,
                                      const release::LeakCheckOptions& options, bool offline) {
    if (what.contains("://") || (what.contains(':') && !path_exists(what))) {
        if (offline) return fail(ErrorCode::usage, "cannot be asked with --offline", display(what));
        return release::check_remote(what, matcher, options);
    }
    std::error_code error;
    if (std::filesystem::is_directory(what, error)) {
        WARD_TRY(const std::string folder, whole_path(what));
        return release::check_folder(folder, matcher, options);
    }
    return release::check_file(what, matcher, options);
}

}  // namespace

Result<int> release_leak_check(const Invocation& invocation) {
    WARD_TRY(const release::Group group, open_group(invocation));
    if (invocation.has("pre-push")) return judge_hook(invocation, group);
    std::vector<std::string> places = invocation.arguments;
    if (places.empty()) places.emplace_back(".");
    release::LeakCheckOptions options{.base_repository = invocation.value("base"),
                                      .environment = release::environment_of_process()};
    WARD_TRY(options.cache_folder, cache_folder());
    std::string clone;
    if (invocation.has("clone")) {
        WARD_TRY(clone, whole_path(invocation.value("clone")));
    } else {
        invocation.log.info(
            "hint: private commits and contents are looked for where --clone names a clone that has them");
    }
    WARD_TRY(const std::vector<HeldRelease> held, held_releases(group, clone, invocation.log));
    if (held.empty()) {
        invocation.log.info("nothing is embargoed");
        if (invocation.has("json")) WARD_TRY_VOID(print(leaks_json({})));
        return nothing_to_do_status;
    }
    bool is_clean = true;
    bool is_complete = true;
    std::string text;
    std::vector<LeakRow> rows;
    for (const std::string& place : places) {
        for (const HeldRelease& one : held) {
            WARD_TRY(release::LeakReport report, check_one(place, one.matcher, options, invocation.has("offline")));
            for (const release::Leak& leak : report.leaks)
                text += fmt::format("{}: {}: {}\n", display(place), one.id, display(release::sentence_of(leak)));
            for (const Problem& problem : report.problems)
                invocation.log.warn(fmt::format("{}: {}", display(problem.path), display(problem.reason)));
            is_clean = is_clean && report.clean();
            is_complete = is_complete && report.complete();
            invocation.log.info(fmt::format("{}: {} objects and {} files looked at for release {}", display(place),
                                            report.objects, report.files, one.id));
            rows.push_back({place, one.id, std::move(report)});
        }
    }
    WARD_TRY_VOID(print(invocation.has("json") ? leaks_json(rows) : text));
    constexpr int incomplete_status = 4;
    if (!is_clean) return embargo_status;
    return is_complete ? 0 : incomplete_status;
}

Result<int> release_hook(const Invocation& invocation) {
    if (invocation.arguments.size() > 1) return fail(ErrorCode::usage, "installs into one repository");
    WARD_TRY(const std::string folder, whole_path(invocation.arguments.empty() ? "." : invocation.arguments[0]));
    WARD_TRY(const std::string program, whole_path("/proc/self/exe"));
    // The launcher beside the program is what people run.
    std::string launcher = program.substr(0, program.rfind('/')) + "/ward";
    if (!path_exists(launcher)) launcher = program;
    WARD_TRY(const release::HookPlace place,
             release::install_push_hook({.folder = folder,
                                         .ward = launcher,
                                         .keep_existing = invocation.has("keep-existing"),
                                         .environment = release::environment_of_process()}));
    if (place.is_shared)
        invocation.log.warn("core.hooksPath leads out of the repository: the hook is that of every one with it");
    if (!place.kept.empty()) invocation.log.info("the hook that was there runs behind it: " + display(place.kept));
    WARD_TRY_VOID(
        print(fmt::format("{}: {}\n", place.is_changed ? "installed" : "there already", display(place.path))));
    return 0;
}

}  // namespace ward::cli
