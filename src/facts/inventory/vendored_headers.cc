// Headers, build files and change logs as witnesses, for children of vendor folders whose version nobody else knew.
// What the project's authors wrote themselves is never asked: only what stands in deps/, third_party/, vendor/ and the
// like.
#include <algorithm>
#include <array>
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
constexpr std::array<std::string_view, 4> named_endings{".pc.in", ".pc", ".gyp", ".gypi"};

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
    std::vector<std::string_view> named_files;  // build files called after the library: zlib.pc.in, zlib.gyp

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
    if (tree.submodule_at(folder) != nullptr) return true;
    const std::string_view vendor = base_of(parent_of(folder));
    // npm's packages have their own reader.
    if (parent_of(folder).empty() || !Tree::is_vendor_folder(vendor) || vendor == "node_modules") return false;
    return is_sure_vendor(vendor) || has_license(tree, folder);
}

// "zlib" of "https://github.com/madler/zlib.git".
std::string_view repository_name(const Submodule& submodule) {
    std::string_view url = submodule.url;
    while (url.ends_with('/')) url.remove_suffix(1);
    if (url.ends_with(".git")) url.remove_suffix(4);
    return url.substr(url.find_last_of("/:") + 1);
}

// What an importer wrote down is only a claim about the code: headers may contradict it. A rule of the catalogue is
// final.
bool is_claim(const Statement& statement) {
    const std::string_view file = base_of(statement.evidence.path);
    return file.starts_with("README.") || file == "cgmanifest.json";
}

// Which libraries are asked about, and under which names.
std::vector<Question> questions(const Tree& tree, std::span<const Statement> said) {
    std::set<std::string_view> answered;
    std::map<std::string_view, std::vector<std::string>> names;
    for (const Statement& statement : said) {
        if (!statement.version.empty() && !is_claim(statement)) answered.insert(statement.path);
        std::vector<std::string>& known = names[statement.path];
        if (statement.row != nullptr) known.push_back(macro_prefix(statement.row->name));
        if (!statement.name.empty()) known.push_back(macro_prefix(statement.name));
    }
    std::vector<Question> asked;
    for (const Entry& entry : tree.entries()) {
        if (entry.kind != EntryKind::folder || answered.contains(entry.path) || !is_question(tree, entry.path))
            continue;
        Question question{.folder = entry.path,
                          .prefixes = names[entry.path],
                          .headers = {},
                          .named_files = {},
                          .answers = {},
                          .unread = {}};
        question.prefixes.push_back(macro_prefix(base_of(entry.path)));
        if (const Submodule* submodule = tree.submodule_at(entry.path))
            question.prefixes.push_back(macro_prefix(repository_name(*submodule)));
        std::ranges::sort(question.prefixes);
        const auto doubles = std::ranges::unique(question.prefixes);
        question.prefixes.erase(doubles.begin(), doubles.end());
        asked.push_back(std::move(question));
    }
    return asked;
}

bool is_named_build_file(std::string_view path) {
    return std::ranges::any_of(named_endings, [&](std::string_view ending) { return path.ends_with(ending); });
}

// Another library inside this one, whose files say nothing of this one: deps/ngtcp2 is only the frame of ngtcp2.
bool is_of_another(std::string_view path, std::string_view folder, const std::set<std::string_view>& places) {
    for (; path.size() > folder.size(); path = parent_of(path))
        if (places.contains(path)) return true;
    return false;
}

void choose_headers(const Tree& tree, Question& question, const std::set<std::string_view>& places) {
    const auto depth_of = [](std::string_view path) { return std::ranges::count(path, '/'); };
    const auto own_depth = depth_of(question.folder);
    for (const Entry& entry : tree.below(question.folder)) {
        if (entry.kind == EntryKind::file && depth_of(entry.path) == own_depth + 1 && is_named_build_file(entry.path))
            question.named_files.push_back(entry.path);
        if (entry.kind != EntryKind::file || !may_hold_version(base_of(entry.path), question.prefixes)) continue;
        if (depth_of(entry.path) - own_depth > static_cast<ptrdiff_t>(max_header_depth)) continue;
        if (tree.vendored_owner(entry.path) == question.folder && !is_of_another(entry.path, question.folder, places))
            question.headers.push_back(entry.path);
    }
    std::ranges::stable_sort(question.headers, {}, depth_of);
    if (question.headers.size() > max_headers) question.headers.resize(max_headers);
}

// What a header says; without a version it says nothing.
struct FoundVersion {
    std::string version;
    Evidence evidence;
};

// Reads and answers one question; runs beside others, so it writes only to its own.
class Answer {
  public:
    Answer(const Tree& tree, Question& question, std::span<const Statement> said)
        : tree_(tree), question_(question), said_(said) {}

    void find() {
        const auto declared = read_build_files();
        ask_headers();
        if (declared) question_.answers.push_back(*declared);
        if (origin_) question_.answers.push_back(*origin_);
        const bool is_known = std::ranges::any_of(
            said_, [&](const Statement& one) { return one.path == question_.folder && !one.version.empty(); });
        const bool is_answered =
            std::ranges::any_of(question_.answers, [](const Statement& one) { return !one.version.empty(); });
        if (!is_answered && !is_known) ask_change_logs();
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

    // Of branches that have the same header, only the first one searches it; the prefixes are part of what is asked.
    void ask_headers() {
        const std::string what = "version macros of " + join(question_.prefixes, " ");
        for (const std::string_view header : question_.headers) {
            const auto found =
                tree_.parsed(what, header, max_version_file_bytes,
                             [&](std::string_view text, std::string_view path) -> Result<FoundVersion> {
                                 const auto macro = find_version_macros(text, question_.prefixes);
                                 if (!macro || !looks_like_version(macro->value)) return FoundVersion{};
                                 return FoundVersion{macro->value, evidence_at(path, text, macro->offset)};
                             });
            if (!found) {
                question_.unread.push_back({std::string(header), SkipKind::unread, found.error().what, false});
            } else if (!found->version.empty()) {
                add(found->evidence, found->version);
                return;
            }
        }
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
            if (!looks_like_version(declared->version)) declared->version.clear();
            if (declared->version.empty() && declared->commit.empty()) continue;
            Statement statement = spoken(*std::move(declared), path, *text);
            statement.purl_type = kind.purl_type;
            if (kind.purl_type == "generic") statement.name.clear();
            if (!statement.version.empty()) return statement;
            if (!origin_) origin_ = std::move(statement);
        }
        return read_named_files();
    }

    Statement spoken(Declared declared, std::string_view path, std::string_view text) const {
        Statement statement;
        statement.path = question_.folder;
        statement.evidence = evidence_at(path, text, declared.offset);
        statement.version = std::move(declared.version);
        statement.name = std::move(declared.name);
        statement.url = std::move(declared.url);
        statement.commit = std::move(declared.commit);
        return statement;
    }

    // Of the files called after something only those count that are called after this library.
    std::optional<Statement> read_named_files() {
        for (const std::string_view path : question_.named_files) {
            const bool is_gyp = path.ends_with(".gyp") || path.ends_with(".gypi");
            const bool is_own =
                std::ranges::find(question_.prefixes, macro_prefix(base_of(path))) != question_.prefixes.end();
            if (!is_gyp && !is_own) continue;
            const auto text = read(path);
            if (!text) continue;
            auto declared = is_gyp ? read_gyp(*text, question_.prefixes) : read_pkg_config(*text);
            if (!declared) continue;
            Statement statement = spoken(*std::move(declared), path, *text);
            statement.name.clear();
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
    std::optional<Statement> origin_;  // a file that tells where the code is from, but no version
};

// A row of the catalogue whose rules found nothing still gives its identity, if the library's own name agrees. A
// submodule is what its repository is.
void name_answer(Statement& answer, const Tree& tree, std::string_view folder) {
    if (const Submodule* submodule = tree.submodule_at(folder)) {
        answer.row = row_of_upstream(submodule->url);
        answer.url = submodule->url;
        answer.name = repository_name(*submodule);
        return;
    }
    const std::vector<const CatalogueRow*> rows = rows_for_folder(base_of(folder));
    const CatalogueRow* named = row_named(base_of(folder));
    if (std::ranges::find(rows, named) != rows.end()) answer.row = named;
    else if (!answer.url.empty()) answer.row = row_of_upstream(answer.url);
}

}  // namespace

void ask_headers_and_build_files(const Tree& tree, std::vector<Statement>& said, Collector& out) {
    std::vector<Question> asked = questions(tree, said);
    const std::span<const Statement> before = said;
    std::set<std::string_view> places;
    for (const Statement& statement : before) places.insert(statement.path);
    parallel_for(asked.size(), [&](size_t i) {
        choose_headers(tree, asked[i], places);
        Answer(tree, asked[i], before).find();
    });
    std::vector<Statement> answers;
    for (Question& question : asked) {
        out.skipped.insert(out.skipped.end(), question.unread.begin(), question.unread.end());
        const bool is_named =
            std::ranges::any_of(said, [&](const Statement& one) { return one.path == question.folder; });
        for (Statement& answer : question.answers) {
            if (!is_named && (answer.purl_type.empty() || answer.purl_type == "generic"))
                name_answer(answer, tree, question.folder);
            answers.push_back(std::move(answer));
        }
    }
    said.insert(said.end(), std::make_move_iterator(answers.begin()), std::make_move_iterator(answers.end()));
}

}  // namespace ward::inventory
