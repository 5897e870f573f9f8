#include "judges/vet/source/package_files.h"

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "facts/inventory/json_scan.h"
#include "lang/javascript/constants.h"
#include "lang/javascript/resolve.h"

namespace ward::vet {
namespace {

namespace js = javascript;

constexpr size_t max_targets = 20'000;  // of exports, and patterns tried
constexpr size_t max_of_one_name = 20;  // files of one name say little of which is meant

// The package stands in the root of a small world: "/lib/index.js".
class Table : public js::FileTable {
  public:
    explicit Table(const npm::Package& package) : package_(package) {}

    bool is_file(std::string_view path) const override { return find(path) != nullptr; }
    bool is_folder(std::string_view path) const override {
        std::string prefix(path.substr(1));
        if (prefix.empty()) return true;
        if (!prefix.ends_with('/')) prefix += '/';
        const auto found =
            std::ranges::lower_bound(package_.files, std::string_view(prefix), {},
                                     [](const npm::PackageFile& file) { return std::string_view(file.path); });
        return found != package_.files.end() && found->path.starts_with(prefix);
    }
    std::optional<std::string> read(std::string_view path) const override {
        const npm::PackageFile* file = find(path);
        return file == nullptr ? std::nullopt : std::optional(std::string(file->bytes));
    }

  private:
    const npm::PackageFile* find(std::string_view path) const {
        return path.empty() ? nullptr : package_.find(path.substr(1));
    }
    const npm::Package& package_;
};

bool ends_with_one_of(std::string_view path, std::initializer_list<std::string_view> endings) {
    return std::ranges::any_of(endings, [&](std::string_view one) { return path.ends_with(one); });
}

void collect_targets(const js::Target& target, std::vector<std::string>& to) {
    if (to.size() > max_targets) return;
    if (target.kind == js::Target::Kind::text) to.push_back(target.text);
    for (const js::Target& item : target.items) collect_targets(item, to);
    for (const auto& [name, inner] : target.fields) collect_targets(inner, to);
}

class Walk {
  public:
    Walk(const npm::Package& package, const std::vector<std::vector<Asked>>& asked)
        : package_(package), asked_(asked), table_(package), resolver_(table_), reach_(package.files.size()) {}

    std::vector<Reach> run(const std::vector<std::string>& install_files) {
        for (const std::string& file : install_files) {
            enter(file, Reach::install);
            enter_named(file, "", Reach::install);
        }
        spread(Reach::install);
        enter_manifest();
        spread(Reach::entry);
        return std::move(reach_);
    }

  private:
    // False where there is no such file.
    bool mark(std::string_view path, Reach reach) {
        const npm::PackageFile* file = path.empty() ? nullptr : package_.find(path.substr(1));
        if (file == nullptr) return false;
        const auto index = static_cast<size_t>(file - package_.files.data());
        if (reach_[index] != Reach::none) return true;
        reach_[index] = reach;
        waiting_.push_back(index);
        return true;
    }

    void enter(std::string_view path, Reach reach) {
        while (path.starts_with("./")) path.remove_prefix(2);
        while (path.starts_with('/')) path.remove_prefix(1);
        mark(resolver_.resolve("./" + std::string(path), "/package.json", js::Loader::require).path, reach);
        mark("/" + std::string(path), reach);
    }

    bool enter_resolved(const std::string& path, Reach reach) {
        return mark(resolver_.resolve("./" + path, "/package.json", js::Loader::require).path, reach);
    }

    // What a command or a text names, wherever it would be looked for: from the file, from the package, or by the last
    // parts of the path (`cd scripts && node run.js`). Files of tests have to be named whole.
    void enter_named(std::string_view text, std::string_view folder, Reach reach) {
        const std::string whole = below(folder, text);
        const std::string own = below("", text);
        if (mark("/" + whole, reach) || mark("/" + own, reach) || enter_resolved(whole, reach) ||
            enter_resolved(own, reach))
            return;
        if (own.empty()) return;
        for (const npm::PackageFile* file : files_called(name_of(own)))
            if ((file->path == own || file->path.ends_with("/" + own)) && !is_aside(file->path))
                mark("/" + file->path, reach);
    }

    // Parts of the path are computed: `./lib/${name}`, `${folder}/run.js`.
    void enter_computed(std::string_view text, std::string_view folder, Reach reach) {
        const std::string_view head = text.substr(0, text.find(js::hole));
        const std::string_view tail = text.substr(text.rfind(js::hole) + 1);
        if (kind_of(tail, {}) == FileKind::javascript && tail.find('/') != tail.npos)
            return enter_named(tail, folder, reach);
        if (!head.starts_with('.')) return;
        const std::string start = below(folder, head) + (head.ends_with('/') ? "/" : "");
        if (start.size() < 2 || !computed_.insert(start).second) return;
        auto file = std::ranges::lower_bound(package_.files, start, {}, &npm::PackageFile::path);
        for (; file != package_.files.end() && file->path.starts_with(start); ++file)
            if (kind_of(file->path, {}) == FileKind::javascript && (is_aside(start) || !is_aside(file->path)))
                mark("/" + file->path, reach);
    }

    // `text` as a path from `folder`, without leading above the package.
    static std::string below(std::string_view folder, std::string_view text) {
        std::vector<std::string> parts;
        for (const std::string_view path : {folder, text})
            for (const std::string_view part : split(path, '/')) {
                if (part == ".." && !parts.empty()) parts.pop_back();
                if (!part.empty() && part != "." && part != "..") parts.emplace_back(part);
            }
        return join(parts, "/");
    }

    static std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

    const std::vector<const npm::PackageFile*>& files_called(std::string_view name) {
        static const std::vector<const npm::PackageFile*> nothing;
        if (by_name_.empty())
            for (const npm::PackageFile& file : package_.files) by_name_[name_of(file.path)].push_back(&file);
        const auto found = by_name_.find(name);
        return found == by_name_.end() || found->second.size() > max_of_one_name ? nothing : found->second;
    }

    // Fields that bundlers take for `main`.
    void enter_bundled() {
        const auto json = inventory::Json::scan(package_.manifest_text, "package.json");
        if (!json) return;
        const auto folders = json->root().find("directories");
        if (const auto bin = folders && !json->root().find("bin") ? folders->string_at("bin") : std::nullopt)
            for (const npm::PackageFile& file : package_.files)
                if (const std::string folder = below("", *bin); !folder.empty() && file.path.starts_with(folder + "/"))
                    mark("/" + file.path, Reach::entry);
        for (const std::string_view field : {"module", "browser", "jsnext:main", "es2015", "unpkg", "jsdelivr"}) {
            const auto value = json->root().find(field);
            if (!value) continue;
            if (const auto text = value->string()) enter(*text, Reach::entry);
            for (const auto& member : value->members())
                if (const auto text = member.value.string()) enter(*text, Reach::entry);
        }
    }

    void enter_manifest() {
        const npm::Manifest& manifest = package_.manifest;
        for (const npm::NamedText& command : package_.commands) enter(command.text, Reach::entry);
        enter_bundled();
        enter(manifest.main.empty() ? std::string_view("index.js") : std::string_view(manifest.main), Reach::entry);
        for (const npm::NamedText& bin : manifest.bin) enter(bin.text, Reach::entry);
        const auto parsed = js::parse_package(package_.manifest_text, "/package.json");
        if (!parsed) return;
        std::vector<std::string> targets;
        if (parsed->exports) collect_targets(*parsed->exports, targets);
        if (parsed->imports) collect_targets(*parsed->imports, targets);
        for (const std::string& target : targets) {
            const size_t star = target.find('*');
            if (star == std::string::npos) {
                // That tools may read it does not make it code; what asks for it as a module does.
                if (!is_document(target)) enter(target, Reach::entry);
                continue;
            }
            const std::string_view head = std::string_view(target).substr(0, star);
            const std::string_view tail = std::string_view(target).substr(star + 1);
            for (const npm::PackageFile& file : package_.files) {
                const std::string path = "./" + file.path;
                // `./*` names documents too.
                if (kind_of(file.path, file.bytes) != FileKind::javascript) continue;
                if (path.size() >= head.size() + tail.size() && path.starts_with(head) && path.ends_with(tail))
                    enter(file.path, Reach::entry);
            }
        }
    }

    void spread(Reach reach) {
        while (!waiting_.empty()) {
            const size_t index = waiting_.front();
            waiting_.pop_front();
            const std::string from = "/" + package_.files[index].path;
            for (const Asked& one : asked_[index]) {
                if (one.is_mentioned) {
                    const std::string_view folder = std::string_view(from).substr(0, from.rfind('/'));
                    if (one.specifier.contains(js::hole)) enter_computed(one.specifier, folder, reach);
                    else enter_named(one.specifier, folder, reach);
                    continue;
                }
                if (js::builtin_named(one.specifier) != nullptr) continue;
                // What the import loader would not guess, a bundler does.
                mark(resolver_.resolve(one.specifier, from, one.by_import ? js::Loader::import : js::Loader::require)
                         .path,
                     reach);
                if (one.by_import) mark(resolver_.resolve(one.specifier, from, js::Loader::require).path, reach);
            }
        }
    }

    const npm::Package& package_;
    const std::vector<std::vector<Asked>>& asked_;
    Table table_;
    js::Resolver resolver_;
    std::vector<Reach> reach_;
    std::deque<size_t> waiting_;
    std::unordered_map<std::string_view, std::vector<const npm::PackageFile*>> by_name_;
    std::unordered_set<std::string> computed_;  // what parts of paths start with, each once
};

}  // namespace

FileKind kind_of(std::string_view path, std::string_view bytes) {
    if (ends_with_one_of(path, {".d.ts", ".d.mts", ".d.cts"})) return FileKind::declaration;
    if (ends_with_one_of(path, {".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx"}))
        return FileKind::javascript;
    if (path == "package.json") return FileKind::manifest;
    if (ends_with_one_of(path, {".sh", ".bash"})) return FileKind::shell;
    if (ends_with_one_of(path, {".py"})) return FileKind::python;
    if (ends_with_one_of(path, {".bat", ".cmd", ".ps1", ".vbs"})) return FileKind::windows_script;
    if (ends_with_one_of(path, {".node"})) return FileKind::addon;
    const std::string_view name = path.substr(path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1);
    const bool in_hooks = path.starts_with(".github/") || path.starts_with(".vscode/") ||
                          path.starts_with(".claude/") || path.starts_with(".cursor/") ||
                          path.starts_with(".gemini/") || path.starts_with(".codex/") || path.starts_with(".husky/") ||
                          path.starts_with(".idea/");
    if (in_hooks && ends_with_one_of(path, {".json", ".yml", ".yaml", ".toml", ".mdc"})) return FileKind::planted;
    if (in_hooks && path.starts_with(".husky/")) return FileKind::shell;
    // Programs without an ending say by their first line what they are.
    if (!name.contains('.') && bytes.starts_with("#!")) {
        const std::string_view line = bytes.substr(0, std::min<size_t>(bytes.find('\n'), 200));
        if (line.contains("node") || line.contains("bun") || line.contains("deno")) return FileKind::javascript;
        if (line.contains("python")) return FileKind::python;
        if (line.contains("sh")) return FileKind::shell;
    }
    return FileKind::other;
}

bool is_document(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1);
    if (name.contains('.')) return false;
    for (const std::string_view one : {"LICENSE", "LICENCE", "COPYING", "NOTICE", "README", "CHANGELOG", "AUTHORS"})
        if (name.starts_with(one)) return true;
    return false;
}

bool is_aside(std::string_view path) {
    for (const std::string_view part : split(path, '/'))
        for (const std::string_view one :
             {"test", "tests", "__tests__", "spec", "specs", "fixtures", "__fixtures__", "example", "examples", "docs",
              "doc", "demo", "demos", "benchmark", "benchmarks", "bench"})
            if (part == one) return true;
    return ends_with_one_of(path, {".test.js", ".spec.js", ".test.ts", ".spec.ts", ".test.mjs", ".stories.js"});
}

std::vector<Reach> reached(const npm::Package& package, const std::vector<std::vector<Asked>>& asked,
                           const std::vector<std::string>& install_files) {
    return Walk(package, asked).run(install_files);
}

}  // namespace ward::vet
