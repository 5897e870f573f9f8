// ward policy create. See verify.h.
#include "judges/policy/create.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/path.h"
#include "base/text.h"
#include "faces/cli/policy/observed.h"
#include "faces/cli/policy/registry.h"
#include "faces/cli/policy/subject.h"
#include "faces/cli/policy/verify.h"
#include "judges/policy/imports.h"
#include "judges/policy/registry_proven.h"

namespace ward::cli {
namespace {

Result<policy::CreateWants> wants_of(const Invocation& invocation, const IndexFile& index) {
    policy::CreateWants out;
    if (invocation.has("algorithm")) {
        out.algorithms = {};
        for (const std::string& name : invocation.values("algorithm")) out.algorithms.add(*sha_algorithm(name));
    }
    if (invocation.has("crlf")) out.endings = policy::LineEndings::both;
    if (invocation.has("serial")) {
        const auto serial = to_number<int64_t>(invocation.value("serial"));
        if (!serial || *serial < 0) return fail(ErrorCode::usage, "needs a number, 0 or above", "--serial");
        out.serial = serial;
    }
    out.names = file_names(invocation);
    out.index = index.known();
    out.now = index.now;
    return out;
}

Result<policy::ProvenFiles> proven_files(const Invocation& invocation, const Root& root) {
    WARD_TRY(const auto source, tarball_source(invocation, root));
    policy::RegistryOptions options;
    options.lock = invocation.value("lock");
    options.yarn_caches = yarn_caches(invocation);
    WARD_TRY(const policy::RegistryResult result, policy::verify_against_registry(root, *source, options));
    size_t files = 0;
    for (const policy::PackageResult& package : result.packages) files += package.files;
    invocation.log.info(fmt::format("{}: {} packages and {} files are as their tarballs", display(result.lock),
                                    result.count(policy::PackageState::same), files));
    return policy::ProvenFiles(result, invocation.has("with-generated"));
}

// What is in the manifest though no tarball brings it.
void record_generated(policy::Created& created, const policy::ProvenFiles& proven) {
    for (const Problem& file : proven.generated()) {
        if (std::ranges::find(created.files, file.path) == created.files.end()) continue;
        if (auto key = policy::resource_key(file.path))
            created.manifest.ward->generated.push_back({.name = std::move(*key), .text = file.reason});
    }
}

void say_left_out(const Invocation& invocation, const std::vector<Problem>& problems) {
    for (const Problem& problem : problems)
        invocation.log.warn(fmt::format("not in the manifest: {}: {}", display(problem.path), display(problem.reason)));
}

}  // namespace

Result<int> policy_create(const Invocation& invocation) {
    const bool from_run = invocation.has("from-run");
    if (from_run && invocation.arguments.empty())
        return fail(ErrorCode::usage, "needs a command behind --", "--from-run");
    if (!invocation.has("from-lock"))
        for (const char* option :
             {"lock", "npm-cache", "yarn-cache", "tarballs", "download", "registry", "with-generated"})
            if (invocation.has(option)) return fail(ErrorCode::usage, "needs --from-lock", fmt::format("--{}", option));
    if (!from_run && invocation.arguments.size() > 1) return fail(ErrorCode::usage, "takes one folder");
    const bool named = !from_run && !invocation.arguments.empty();
    const std::string folder = real_path(named ? invocation.arguments[0] : invocation.value("dir", "."));
    const std::string output = invocation.value("output", "-");
    WARD_TRY(const IndexFile index, index_file(invocation));
    WARD_TRY(policy::CreateWants wants, wants_of(invocation, index));
    std::vector<policy::NamedText> excluded = usual_exclusions();
    for (const std::string& glob : invocation.values("leave-out"))
        if (std::ranges::find(excluded, glob, &policy::NamedText::name) == excluded.end())
            excluded.push_back({.name = glob, .text = "left out when the manifest was made"});
    std::vector<std::string> globs;
    globs.reserve(excluded.size());
    for (const policy::NamedText& row : excluded) globs.push_back(row.name);
    wants.leave_out = left_out(folder, output, std::move(globs));
    if (from_run) {
        WARD_TRY(ObservedRun run, observe_run(invocation.arguments, folder));
        invocation.log.info(fmt::format("the run ended with status {} and read {} files of {}", run.status,
                                        run.files.size(), display(folder)));
        wants.only = std::move(run.files);
    }
    WARD_TRY(const Root root, Root::open(folder));
    std::optional<policy::ProvenFiles> proven;
    if (invocation.has("from-lock")) {
        WARD_TRY(proven, proven_files(invocation, root));
        wants.leave_out = [&, before = std::move(wants.leave_out)](std::string_view path) {
            return before(path) || !proven->admits(path);
        };
    }
    auto made = policy::create_manifest(root, folder, wants);
    if (!made && made.error().code == ErrorCode::conflict) made.error().what += "; --case-sensitive lists such files";
    WARD_TRY(policy::Created created, std::move(made));
    created.manifest.ward->exclude = std::move(excluded);
    if (proven) record_generated(created, *proven);
    if (invocation.value("dependencies") == "graph") {
        const policy::ImportGraph graph =
            narrow_dependencies(created.manifest, created.files, root, invocation.values("conditions"));
        for (const policy::ImportRemark& remark : graph.remarks)
            invocation.log.debug(fmt::format("{}:{}: {}", display(remark.path), remark.line, remark.what));
        invocation.log.info(fmt::format("{} of {} modules may import what they ask for and nothing else, {} everything",
                                        graph.modules - std::min(graph.modules, graph.open), graph.modules,
                                        graph.open));
    }
    WARD_TRY_VOID(write_output(output, policy::manifest_text(created.manifest)));
    WARD_TRY_VOID(index.write(created.index));
    say_left_out(invocation, created.unread);
    if (proven) say_left_out(invocation, proven->refused());
    invocation.log.info(fmt::format("{} files listed", created.files.size()));
    constexpr int incomplete = 4;
    return created.unread.empty() && (!proven || proven->refused().empty()) && !created.files.empty() ? 0 : incomplete;
}

}  // namespace ward::cli
