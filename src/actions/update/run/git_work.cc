// See git_work.h. https://git-scm.com/docs/git-fast-import, git-update-ref, git-update-index
#include "actions/update/run/git_work.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

#include <fmt/core.h>

#include "actions/update/run/git_failure.h"
#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/git_remote.h"
#include "base/path.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::update {
namespace {

constexpr std::array<std::string_view, 6> passed_variables{"PATH",   "HOME", "SSH_AUTH_SOCK", "XDG_CONFIG_HOME",
                                                           "TMPDIR", "USER"};
constexpr std::array<std::string_view, 9> identity_variables{
    "GIT_AUTHOR_NAME",   "GIT_AUTHOR_EMAIL",    "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL",
    "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_SSH_COMMAND",    "GIT_SSL_CAINFO"};
constexpr size_t max_output_bytes = size_t{256} << 20;
constexpr std::string_view made_refs = "refs/ward/made/";

std::string variable(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());  // NOLINT(concurrency-mt-unsafe): nothing here sets it
    return value == nullptr ? "" : value;
}

std::vector<std::string> environment(std::vector<std::string> more) {
    std::vector<std::string> out{"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0"};
    const auto pass = [&](std::string_view name) {
        if (const std::string value = variable(name); !value.empty()) out.push_back(fmt::format("{}={}", name, value));
    };
    std::ranges::for_each(passed_variables, pass);
    std::ranges::for_each(identity_variables, pass);
    std::ranges::for_each(network_variables, pass);
    std::ranges::move(more, std::back_inserter(out));
    return out;
}

std::string_view mode_of(FileKind kind) {
    return kind == FileKind::symlink ? "120000" : kind == FileKind::executable ? "100755" : "100644";
}

// In fast-import's quoting, by which any byte can stand in a path.
std::string in_quotes(std::string_view path) {
    std::string out = "\"";
    for (const char c : path) {
        if (c == '"' || c == '\\') out += '\\', out += c;
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            out += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
        else out += c;
    }
    return out + '"';
}

void add_data(std::string& stream, std::string_view bytes) {
    stream += fmt::format("data {}\n", bytes.size());
    stream += bytes;
    stream += '\n';
}

// "Name <mail> 1700000000 +0100" with another time.
Result<std::string> ident_at(std::string_view ident, Instant when) {
    const size_t end = ident.rfind('>');
    if (end == std::string_view::npos) return fail(ErrorCode::io, "git gives no identity");
    return fmt::format("{} {} +0000", ident.substr(0, end + 1), when);
}

// "Name <mail> 1700000000 +0000"
std::optional<Instant> instant_of(std::string_view ident) {
    const auto words = split(ident, ' ');
    return words.size() < 2 ? std::nullopt : to_number<int64_t>(words[words.size() - 2]);
}

}  // namespace

Result<ProcessOutcome> GitWork::git(std::vector<std::string> words, std::string input,
                                    std::vector<std::string> more_environment) const {
    ProcessRequest request{.arguments = {git_},
                           .environment = environment(std::move(more_environment)),
                           .input = std::move(input),
                           .limits = {.out_bytes = max_output_bytes}};
    std::ranges::copy(settings_, std::back_inserter(request.arguments));
    request.arguments.insert(request.arguments.end(), {"-C", work_tree_});
    std::ranges::move(words, std::back_inserter(request.arguments));
    return run_process(request);
}

Result<std::string> GitWork::output(std::vector<std::string> words, std::string input) const {
    const std::string doing = words.front().starts_with('-') ? words.at(1) : words.front();
    WARD_TRY(const ProcessOutcome outcome, git(std::move(words), std::move(input)));
    if (!outcome.succeeded()) return git_failed(outcome, doing);
    return std::string(trim(outcome.out));
}

Result<GitWork> GitWork::open(const std::string& folder) {
    GitWork out;
    WARD_TRY(out.git_, find_program("git", search_path_of(variable("PATH"))));
    out.work_tree_ = folder;
    // Hooks, monitors and signing programs of the configuration stay out: whatever they do is not what is planned.
    for (const std::string_view setting :
         {"core.hooksPath=/dev/null", "core.fsmonitor=false", "gc.auto=0", "commit.gpgSign=false"})
        out.settings_.insert(out.settings_.end(), {"-c", std::string(setting)});
    WARD_TRY(const ProcessOutcome outcome, out.git({"rev-parse", "--show-toplevel", "--absolute-git-dir",
                                                    "--show-prefix", "--path-format=absolute", "--git-common-dir"}));
    if (!outcome.succeeded())
        return fail(ErrorCode::not_found, "is no work tree of git: " + last_line(outcome.err), folder);
    const std::vector<std::string_view> lines = split(outcome.out, '\n');
    if (lines.size() < 4) return fail(ErrorCode::not_found, "is no work tree of git", folder);
    out.work_tree_ = lines[0];
    out.git_folder_ = lines[1];
    out.prefix_ = lines[2];
    out.common_folder_ = lines[3];
    WARD_TRY_VOID(out.switch_filters_off());
    return out;
}

// Git compares files through their filters whenever it writes an index, and merges them by drivers, which would run
// them.
Result<void> GitWork::switch_filters_off() {
    WARD_TRY(const ProcessOutcome drivers,
             git({"config", "-z", "--name-only", "--get-regexp", "^merge\\..*\\.driver$"}));
    for (const std::string_view key : split(drivers.out, '\0'))
        // One that fails makes a conflict, for people.
        if (!key.empty()) settings_.insert(settings_.end(), {"-c", std::string(key) + "=false"});
    WARD_TRY(const ProcessOutcome outcome, git({"config", "-z", "--name-only", "--get-regexp", "^filter\\."}));
    std::set<std::string> names;
    for (const std::string_view key : split(outcome.out, '\0'))
        if (const size_t dot = key.rfind('.'); key.starts_with("filter.") && dot > sizeof("filter.") - 1)
            names.emplace(key.substr(0, dot));
    for (const std::string& name : names)
        for (const std::string_view setting : {".clean=", ".smudge=", ".process=", ".required=false"})
            settings_.insert(settings_.end(), {"-c", name + std::string(setting)});
    return {};
}

Result<std::string> GitWork::author() const {
    WARD_TRY(const std::string ident, output({"var", "GIT_AUTHOR_IDENT"}));
    return std::string(trim(std::string_view(ident).substr(0, ident.find('<'))));
}

Result<std::string> GitWork::head() const {
    WARD_TRY(const auto commit, commit_of("HEAD"));
    if (!commit) return fail(ErrorCode::not_found, "has no commit yet", work_tree_);
    return *commit;
}

Result<std::optional<std::string>> GitWork::head_ref() const {
    WARD_TRY(const ProcessOutcome outcome, git({"symbolic-ref", "-q", "HEAD"}));
    if (!outcome.succeeded()) return std::nullopt;
    return std::string(trim(outcome.out));
}

Result<std::optional<std::string>> GitWork::commit_of(const std::string& ref) const {
    WARD_TRY(const ProcessOutcome outcome, git({"rev-parse", "-q", "--verify", "--end-of-options", ref + "^{commit}"}));
    if (!outcome.succeeded()) return std::nullopt;
    std::string id(trim(outcome.out));
    if (!is_commit_id(id)) return fail(ErrorCode::io, "git names no commit", ref);
    return id;
}

Result<CommitFacts> GitWork::facts_of(const std::string& commit) const {
    WARD_TRY(const std::string text, output({"cat-file", "commit", commit}));
    CommitFacts out;
    const size_t blank = text.find("\n\n");
    std::optional<Instant> authored;
    std::optional<Instant> committed;
    for (const std::string_view line : split(std::string_view(text).substr(0, blank), '\n')) {
        if (line.starts_with("author ")) authored = instant_of(line);
        if (line.starts_with("committer ")) committed = instant_of(line);
    }
    if (!authored || !committed) return fail(ErrorCode::parse, "is no commit that can be read", commit);
    if (blank != std::string::npos) out.message = text.substr(blank + 2);
    out.authored = *authored;
    out.committed = *committed;
    return out;
}

Result<std::optional<std::string>> GitWork::file_at(const std::string& commit, const std::string& path) const {
    WARD_TRY(ProcessOutcome outcome, git({"cat-file", "blob", fmt::format("{}:{}", commit, path)}));
    if (!outcome.succeeded()) return std::nullopt;
    return std::move(outcome.out);
}

Result<std::optional<std::string>> GitWork::checked_out_at(const std::string& ref) const {
    WARD_TRY(const std::string text, output({"worktree", "list", "--porcelain"}));
    std::string_view folder;
    for (const std::string_view line : split(text, '\n')) {
        if (line.starts_with("worktree ")) folder = line.substr(line.find(' ') + 1);
        else if (line.starts_with("branch ") && line.substr(line.find(' ') + 1) == ref) return std::string(folder);
    }
    return std::nullopt;
}

Result<std::string> GitWork::tree_of(const std::string& commit) const {
    return output({"rev-parse", "--verify", "--end-of-options", commit + "^{tree}"});
}

Result<bool> GitWork::is_ancestor(const std::string& older, const std::string& newer) const {
    WARD_TRY(const ProcessOutcome outcome, git({"merge-base", "--is-ancestor", older, newer}));
    if (outcome.status > 1 || outcome.signal != 0) return git_failed(outcome, "compare commits");
    return outcome.status == 0;
}

Result<std::string> GitWork::write_commit(const std::string& parent, std::span<const TreeChange> changes,
                                          const std::string& message, Instant when) const {
    WARD_TRY(const std::string author_ident, output({"var", "GIT_AUTHOR_IDENT"}));
    WARD_TRY(const std::string author, ident_at(author_ident, when));
    WARD_TRY(const std::string committer_ident, output({"var", "GIT_COMMITTER_IDENT"}));
    WARD_TRY(const std::string committer, ident_at(committer_ident, when));
    // fast-import has to move some ref: one of ours, which goes away again. Objects without a ref live for two weeks.
    const std::string ref = std::string(made_refs) + sha256_hex(parent + message).substr(0, 16);
    std::string stream =
        fmt::format("feature done\ncommit {}\nmark :1\nauthor {}\ncommitter {}\n", ref, author, committer);
    add_data(stream, message);
    stream += fmt::format("from {}\n", parent);
    // Removals first: a folder may take the place of a file.
    for (const TreeChange& change : changes)
        if (!change.file) stream += fmt::format("D {}\n", in_quotes(change.path));
    for (const TreeChange& change : changes)
        if (change.file) {
            stream += fmt::format("M {} inline {}\n", mode_of(change.file->kind()), in_quotes(change.path));
            add_data(stream, change.file->bytes());
        }
    stream += "\nget-mark :1\ndone\n";
    WARD_TRY(std::string id, output({"fast-import", "--quiet", "--force", "--date-format=raw"}, std::move(stream)));
    if (!is_commit_id(id)) return fail(ErrorCode::io, "git fast-import names no commit: " + last_line(id));
    WARD_TRY_VOID(delete_ref(ref, id));
    return id;
}

Result<void> GitWork::move_ref(const std::string& ref, const std::string& to, const std::string& before,
                               const std::string& reason) const {
    const std::string zeros(to.size(), '0');
    WARD_TRY(const ProcessOutcome outcome, git({"update-ref", "-m", reason, ref, to, before.empty() ? zeros : before}));
    if (!outcome.succeeded()) return fail(ErrorCode::conflict, "has moved meanwhile: " + last_line(outcome.err), ref);
    return {};
}

Result<void> GitWork::delete_ref(const std::string& ref, const std::string& before) const {
    WARD_TRY(const ProcessOutcome outcome, git({"update-ref", "-d", ref, before}));
    if (!outcome.succeeded()) return fail(ErrorCode::conflict, "has moved meanwhile: " + last_line(outcome.err), ref);
    return {};
}

Result<void> GitWork::follow_in_index(const std::string& commit, std::span<const TreeChange> changes) const {
    std::string lines;
    std::vector<std::string> words{"--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", commit};
    WARD_TRY(const std::string all, output(std::move(words)));
    std::vector<std::string_view> wanted;
    wanted.reserve(changes.size());
    for (const TreeChange& change : changes) wanted.push_back(change.path);
    std::ranges::sort(wanted);
    const std::string zeros(commit.size(), '0');
    for (const TreeChange& change : changes)
        if (!change.file) lines += fmt::format("0 {}\t{}", zeros, change.path) + '\0';
    for (const std::string_view row : split(all, '\0')) {
        const size_t tab = row.find('\t');
        if (tab == std::string_view::npos || !std::ranges::binary_search(wanted, row.substr(tab + 1))) continue;
        lines += row;
        lines += '\0';
    }
    WARD_TRY([[maybe_unused]] const std::string none, output({"update-index", "-z", "--index-info"}, std::move(lines)));
    // No refresh: it would run the filters of the configuration over the files. The user's next `git status` does it.
    return {};
}

Result<void> GitWork::remove_leftovers() const {
    WARD_TRY(const std::string refs,
             output({"for-each-ref", "--format=%(objectname) %(refname)", std::string(made_refs)}));
    for (const std::string_view line : split(refs, '\n'))
        if (const size_t blank = line.find(' '); blank != std::string_view::npos)
            WARD_TRY_VOID(delete_ref(std::string(line.substr(blank + 1)), std::string(line.substr(0, blank))));
    return {};
}

}  // namespace ward::update
