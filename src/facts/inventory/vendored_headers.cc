// Headers, build files and change logs as witnesses, for children of vendor folders whose version nobody else knew.
// What the project's authors wrote themselves is never asked: only what stands in deps/, third_party/, vendor/ and the
// like.
#include <algorithm>
#include <map>
#include <set>

#include "base/parallel.h"
#include "base/text.h"
#include "facts/inventory/build_files.h"
#include "facts/inventory/evidence.h"
#include "facts/inventory/vendored.h"
#include "facts/inventory/version_macros.h"
#include "facts/inventory/version_text.h"

namespace ward::inventory {
namespace {

// Of one library at most this many headers are read, the shallowest first.
constexpr size_t max_headers = 16;
constexpr size_t max_header_depth = 6;

constexpr std::string_view base_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}
constexpr std::string_view parent_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// A library that still has no version.
struct Question {
    std::string_view folder;
    std::vector<std::string> prefixes;  // of its macros
    std::vector<std::string_view> headers;

    std::vector<Statement> answers;
    std::vector<Skipped> unread;
};

bool has_license(const Tree& tree, std::string_view folder) {
    return std::ranges::any_of(tree.children(folder), [](const Entry* entry) {
        const std::string name = to_lower(base_of(entry->path));
        return entry->kind == EntryKind::file && (name.starts_with("licen") || name.starts_with("copying"));
    });
}

// "libs" and "bundled" hold a project's own code as often as others': there a licence of its own must stand.
bool is_sure_vendor(std::string_view name) {
    return name != "libs" && name != "bundled" && name != "dep";
}

bool is_question(const Tree& tree, std::string_view folder) {
    const std::string_view vendor = base_of(parent_of(folder));
    // npm's packages have their own reader.
    if (parent_of(folder).empty() || !Tree::is_vendor_folder(vendor) || vendor == "node_modules") return false;
    return is_sure_vendor(vendor) || has_license(tree, folder);
}

// Which libraries are asked about, and under which names.
std::vector<Question> questions(const Tree& tree, std::span<const Statement> said) {
    std::set<std::string_view> answered;
    std::map<std::string_view, std::vector<std::string>> names;
    for (const Statement& statement : said) {
        const std::string_view owner = tree.vendored_owner(statement.path);
        // A README's version is only a claim about the code: headers may contradict it. A rule of the catalogue is
        // final.
        const bool by_readme = statement.evidence.path.find("/README.") != std::string::npos;
        if ((!statement.version.empty() && !by_readme) || owner != statement.path) answered.insert(owner);
        std::vector<std::string>& known = names[owner];
        if (statement.row != nullptr) known.push_back(macro_prefix(statement.row->name));
        if (!statement.name.empty()) known.push_back(macro_prefix(statement.name));
    }
    std::vector<Question> asked;
    for (const Entry& entry : tree.entries()) {
        if (entry.kind != EntryKind::folder || answered.contains(entry.path) || !is_question(tree, entry.path))
            continue;
        Question question{
            .folder = entry.path, .prefixes = names[entry.path], .headers = {}, .answers = {}, .unread = {}};
        question.prefixes.push_back(macro_prefix(base_of(entry.path)));
        std::ranges::sort(question.prefixes);
        const auto doubles = std::ranges::unique(question.prefixes);
        question.prefixes.erase(doubles.begin(), doubles.end());
        asked.push_back(std::move(question));
    }
    return asked;
}

void choose_headers(const Tree& tree, Question& question) {
    const auto depth_of = [](std::string_view path) { return std::ranges::count(path, '/'); };
    const auto own_depth = depth_of(question.folder);
    for (const Entry& entry : tree.below(question.folder)) {
        if (entry.kind != EntryKind::file || !may_hold_version(base_of(entry.path), question.prefixes)) continue;
        if (depth_of(entry.path) - own_depth > static_cast<ptrdiff_t>(max_header_depth)) continue;
        if (tree.vendored_owner(entry.path) == question.folder) question.headers.push_back(entry.path);
    }
    std::ranges::stable_sort(question.headers, {}, depth_of);
    if (question.headers.size() > max_headers) question.headers.resize(max_headers);
}

// Reads and answers one question; runs beside others, so it writes only to its own.
class Answer {
  public:
    Answer(const Tree& tree, Question& question, std::span<const Statement> said)
        : tree_(tree), question_(question), said_(said) {}

    void find() {
        const auto declared = read_build_files();
        for (const std::string_view header : question_.headers) {
            const auto text = read(header);
            if (!text) continue;
            const auto found = find_version_macros(*text, question_.prefixes);
            if (found && looks_like_version(found->value)) {
                add(evidence_at(header, *text, found->offset), found->value);
                break;
            }
        }
        if (declared) question_.answers.push_back(*declared);
        const bool is_known = std::ranges::any_of(
            said_, [&](const Statement& one) { return one.path == question_.folder && !one.version.empty(); });
        if (question_.answers.empty() && !is_known) ask_change_logs();
        // A package of a registry is known by its package file alone, even without a version.
        for (Statement& answer : question_.answers)
            if (answer.name.empty()) answer.name = base_of(question_.folder);
    }

  private:
    std::optional<std::string> read(std::string_view path) {
        auto text = tree_.read(path, max_version_file_bytes);
        if (text) return *std::move(text);
        question_.unread.push_back({std::string(path), SkipKind::unread, text.error().what, false});
        return std::nullopt;
    }

    Statement& add(Evidence evidence, std::string version) {
        Statement& answer = question_.answers.emplace_back();
        answer.path = question_.folder;
        answer.version = std::move(version);
        answer.evidence = std::move(evidence);
        return answer;
    }

    // What the build files say; comes after the headers, whose prefixes it may extend.
    std::optional<Statement> read_build_files() {
        for (const BuildFile& kind : build_files()) {
            const std::string path = std::string(question_.folder) + '/' + std::string(kind.file);
            // package.json and Cargo.toml have readers of their own.
            if (kind.purl_type == "npm" || kind.purl_type == "cargo" || !tree_.has_file(path)) continue;
            const auto text = read(path);
            if (!text) continue;
            auto declared = kind.read(*text);
            if (!declared) continue;
            if (!declared->name.empty()) question_.prefixes.push_back(macro_prefix(declared->name));
            if (!looks_like_version(declared->version)) continue;
            Statement statement;
            statement.path = question_.folder;
            statement.version = std::move(declared->version);
            statement.purl_type = kind.purl_type;
            statement.name = kind.purl_type == "generic" ? std::string() : std::move(declared->name);
            statement.evidence = evidence_at(path, *text, declared->offset);
            return statement;
        }
        return std::nullopt;
    }

    void ask_change_logs() {
        for (const std::string_view name : change_logs()) {
            const std::string path = std::string(question_.folder) + '/' + std::string(name);
            if (!tree_.has_file(path)) continue;
            const auto text = read(path);
            if (!text) continue;
            if (auto declared = read_change_log(*text); declared && looks_like_version(declared->version)) {
                add(evidence_at(path, *text, declared->offset), std::move(declared->version));
                return;
            }
        }
    }

    const Tree& tree_;
    Question& question_;
    std::span<const Statement> said_;
};

// A row of the catalogue whose rules found nothing still gives its identity, if the library's own name agrees.
const CatalogueRow* row_for(std::string_view folder) {
    const std::vector<const CatalogueRow*> rows = rows_for_folder(base_of(folder));
    const CatalogueRow* named = row_named(base_of(folder));
    return std::ranges::find(rows, named) == rows.end() ? nullptr : named;
}

}  // namespace

void ask_headers_and_build_files(const Tree& tree, std::vector<Statement>& said, Collector& out) {
    std::vector<Question> asked = questions(tree, said);
    const std::span<const Statement> before = said;
    parallel_for(asked.size(), [&](size_t i) {
        choose_headers(tree, asked[i]);
        Answer(tree, asked[i], before).find();
    });
    std::vector<Statement> answers;
    for (Question& question : asked) {
        out.skipped.insert(out.skipped.end(), question.unread.begin(), question.unread.end());
        const bool is_named =
            std::ranges::any_of(said, [&](const Statement& one) { return one.path == question.folder; });
        for (Statement& answer : question.answers) {
            if (!is_named && (answer.purl_type.empty() || answer.purl_type == "generic"))
                answer.row = row_for(question.folder);
            answers.push_back(std::move(answer));
        }
    }
    said.insert(said.end(), std::make_move_iterator(answers.begin()), std::make_move_iterator(answers.end()));
}

}  // namespace ward::inventory
