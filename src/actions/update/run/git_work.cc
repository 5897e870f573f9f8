// See git_work.h. https://git-scm.com/docs/git-fast-import, git-update-ref, git-update-index
#include "actions/update/run/git_work.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

#include <fmt/format.h>

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

std::string variable(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());  // NOLINT(concurrency-mt-unsafe): nothing here sets it
    return value == nullptr ? "" : value;
}

// A token travels in the environment of git alone: neither in its arguments, which everybody on the machine can read,
// nor in a URL, which ends up in messages and reflogs.
std::vector<std::string> environment(const GitCredentials* credentials) {
    std::vector<std::string> out{"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0"};
    const auto pass = [&](std::string_view name) {
        if (const std::string value = variable(name); !value.empty()) out.push_back(fmt::format("{}={}", name, value));
    };
    std::ranges::for_each(passed_variables, pass);
    std::ranges::for_each(identity_variables, pass);
    if (credentials != nullptr && !credentials->token.empty()) {
        out.emplace_back("GIT_CONFIG_COUNT=1");
        out.push_back(fmt::format("GIT_CONFIG_KEY_0=http.{}.extraheader", credentials->url_prefix));
        out.push_back("GIT_CONFIG_VALUE_0=Authorization: Basic " +
                      base64_encode("x-access-token:" + credentials->token));
    }
    return out;
}

std::string last_line(std::string_view text) {
    const std::string_view all = trim(text);
    const size_t at = all.rfind('\n');
    return display(at == std::string_view::npos ? all : all.substr(at + 1));
}

std::unexpected<Error> git_failed(const ProcessOutcome& outcome, std::string_view doing) {
    return fail(ErrorCode::io, fmt::format("git could not {}: {}", doing,
                                           trim(outcome.err).empty() ? outcome.end() : last_line(outcome.err)));
}

std::string_view mode_of(FileKind kind) {
    return kind == FileKind::symlink ? "120000" : kind == FileKind::executable ? "100755" : "100644";
}

// In fast-import's quoting, by which any byte can stand in a path.
std::string quoted(std::string_view path) {
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

bool is_commit_id(std::string_view text) {
    return (text.size() == 40 || text.size() == 64) &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

}  // namespace

Result<ProcessOutcome> GitWork::git(std::vector<std::string> words, std::string input,
                                    const GitCredentials* credentials) const {
    ProcessRequest request{.arguments = {git_},
                           .environment = environment(credentials),
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
    WARD_TRY(const ProcessOutcome outcome,
             out.git({"rev-parse", "--show-toplevel", "--absolute-git-dir", "--show-prefix"}));
    if (!outcome.succeeded())
        return fail(ErrorCode::not_found, "is no work tree of git: " + last_line(outcome.err), folder);
    const std::vector<std::string_view> lines = split(outcome.out, '\n');
    if (lines.size() < 3) return fail(ErrorCode::not_found, "is no work tree of git", folder);
    out.work_tree_ = lines[0];
    out.git_folder_ = lines[1];
    out.prefix_ = lines[2];
    WARD_TRY_VOID(out.switch_filters_off());
    return out;
}

// Git compares files through their filters whenever it writes an index, which would run them.
Result<void> GitWork::switch_filters_off() {
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

Result<std::string> GitWork::message_of(const std::string& commit) const {
    return output({"show", "-s", "--format=%B", commit});
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
    const std::string ref = "refs/ward/made/" + sha256_hex(parent + message).substr(0, 16);
    std::string stream =
        fmt::format("feature done\ncommit {}\nmark :1\nauthor {}\ncommitter {}\n", ref, author, committer);
    add_data(stream, message);
    stream += fmt::format("from {}\n", parent);
    // Removals first: a folder may take the place of a file.
    for (const TreeChange& change : changes)
        if (!change.file) stream += fmt::format("D {}\n", quoted(change.path));
    for (const TreeChange& change : changes)
        if (change.file) {
            stream += fmt::format("M {} inline {}\n", mode_of(change.file->kind()), quoted(change.path));
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

Result<std::optional<std::string>> GitWork::remote_tip(const std::string& remote, const std::string& branch,
                                                       const GitCredentials& credentials) const {
    WARD_TRY(const ProcessOutcome outcome,
             git({"ls-remote", "--end-of-options", remote, "refs/heads/" + branch}, {}, &credentials));
    if (!outcome.succeeded())
        return fail(ErrorCode::network, "git could not ask: " + last_line(outcome.err), display(remote));
    const std::string_view line = trim(outcome.out);
    if (line.empty()) return std::nullopt;
    std::string id(line.substr(0, line.find('\t')));
    if (!is_commit_id(id)) return fail(ErrorCode::network, "names no commit", display(remote));
    return id;
}

Result<void> GitWork::push(const std::string& remote, const std::string& commit, const std::string& branch,
                           const std::string& before, const GitCredentials& credentials) const {
    const std::string ref = "refs/heads/" + branch;
    WARD_TRY(const ProcessOutcome outcome,
             git({"push", "--porcelain", "--no-verify", fmt::format("--force-with-lease={}:{}", ref, before),
                  "--end-of-options", remote, fmt::format("{}:{}", commit, ref)},
                 {}, &credentials));
    if (!outcome.succeeded())
        return fail(outcome.out.contains("[rejected]") || outcome.out.contains("stale info") ? ErrorCode::conflict
                                                                                             : ErrorCode::network,
                    "git could not push: " + last_line(outcome.err), fmt::format("{} {}", display(remote), branch));
    return {};
}

Result<std::string> GitWork::remote_url(const std::string& remote) const {
    return output({"remote", "get-url", "--push", "--", remote});
}

}  // namespace ward::update
