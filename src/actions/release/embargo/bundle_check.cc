#include "actions/release/embargo/bundle_check.h"

#include <optional>

#include <fmt/core.h>

#include "actions/release/embargo/bundle.h"
#include "actions/release/embargo/git_asker.h"
#include "actions/release/embargo/repository_check.h"
#include "base/fd.h"
#include "base/path.h"
#include "base/temporary_folder.h"
#include "base/text.h"
#include "io/gitobjects/ref_text.h"
#include "io/gitobjects/repository.h"

namespace ward::release {
namespace {

using gitobjects::Repository;

constexpr int private_mode = 0600;

std::string packed_refs(const Bundle& bundle) {
    std::string out;
    for (const BundleRef& ref : bundle.refs)
        if (gitobjects::is_ref_name(ref.name)) out += fmt::format("{} {}\n", ref.id.hex(), ref.name);
    return out;
}

// Unpacks the bundle's pack into a new bare repository at `folder`.
Result<void> unpack(const Bundle& bundle, std::string_view pack, const std::string& folder,
                    const LeakCheckOptions& options) {
    const std::vector<std::string> environment = environment_elsewhere(options.environment);
    WARD_TRY(GitAsker git, GitAsker::in(folder, environment));
    git.add_variable(allowed_transports);
    if (!options.base_repository.empty()) {
        WARD_TRY(const GitAsker base, GitAsker::in(real_path(options.base_repository), environment));
        WARD_TRY(const std::string objects,
                 base.answer({"rev-parse", "--path-format=absolute", "--git-path", "objects"}));
        git.add_variable("GIT_ALTERNATE_OBJECT_DIRECTORIES=" + objects);
    }
    const char* format =
        bundle.id_bytes == gitobjects::sha256_bytes ? "--object-format=sha256" : "--object-format=sha1";
    WARD_TRY_VOID(git.answer({"init", "--quiet", "--bare", "--template=", "--initial-branch=none", format, folder}));
    WARD_TRY(const ProcessOutcome outcome,
             git.ask({"--git-dir=" + folder, "index-pack", "--stdin", "--fix-thin"}, {}, std::string(pack)));
    if (!outcome.succeeded())
        return fail(ErrorCode::unsupported,
                    bundle.prerequisites.empty()
                        ? "git cannot unpack it"
                        : "git cannot unpack it without the repository that it builds on, which has to be named");
    return replace_file(folder + "/packed-refs", packed_refs(bundle), private_mode);
}

Result<LeakReport> check(std::string_view bytes, const std::string& place, const TaintMatcher& matcher,
                         const LeakCheckOptions& options) {
    WARD_TRY(const Bundle bundle, parse_bundle(bytes, place));
    LeakReport report;
    for (const BundleRef& ref : bundle.refs)
        for (Leak& leak : leaks_in(ref.name, matcher, {.kind = "ref", .place = place}))
            report.leaks.push_back(std::move(leak));
    WARD_TRY(const TemporaryFolder folder, TemporaryFolder::make("ward-bundle"));
    WARD_TRY_VOID(unpack(bundle, bytes.substr(bundle.pack), folder.path(), options));
    WARD_TRY(const Repository repository, Repository::open(folder.path()));
    std::optional<Repository> base;
    if (!options.base_repository.empty()) {
        WARD_TRY(base, Repository::open(options.base_repository, options.named));
    }
    LeakReport objects = check_repository(repository, {}, base ? &*base : nullptr, matcher, options.cache_folder);
    for (Leak& leak : objects.leaks)
        leak.place = leak.place.empty() ? place : fmt::format("{} in {}", leak.place, place);
    if (bundle.is_filtered) objects.problems.push_back({place, "leaves out some objects of its commits"});
    report.add(std::move(objects));
    return report;
}

}  // namespace

LeakReport check_bundle(std::string_view bytes, const std::string& place, const TaintMatcher& matcher,
                        const LeakCheckOptions& options) {
    auto report = check(bytes, place, matcher, options);
    if (report) return *std::move(report);
    LeakReport out;
    out.problems.push_back({place, "the bundle was not read: " + report.error().message()});
    return out;
}

}  // namespace ward::release
