#include "judges/vet/source/install_scripts.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "base/text.h"
#include "facts/npm/manifest.h"
#include "judges/vet/source/commands.h"
#include "judges/vet/source/javascript_file.h"
#include "judges/vet/source/other_files.h"
#include "lang/javascript/token_list.h"

namespace ward::vet {
namespace {

// Of the package itself; `prepare` where it is installed from git.
constexpr std::string_view own_scripts[] = {"preinstall", "install",    "postinstall",
                                            "prepare",    "preprepare", "postprepare"};
constexpr std::string_view brought_scripts[] = {"preinstall", "install", "postinstall"};
constexpr std::string_view manifest_file = "package.json";
constexpr unsigned max_gyp_depth = 64;

std::string in_folder(std::string_view folder, std::string_view path) {
    while (path.starts_with("./")) path.remove_prefix(2);
    return folder.empty() || path.starts_with('/') ? std::string(path) : std::string(folder) + "/" + std::string(path);
}

uint32_t line_of(std::string_view manifest, std::string_view script) {
    const std::string key = "\"" + std::string(script) + "\"";
    const size_t scripts = manifest.find("\"scripts\"");
    const size_t at = manifest.find(key, scripts == manifest.npos ? 0 : scripts);
    if (at == manifest.npos) return 0;
    return static_cast<uint32_t>(std::ranges::count(manifest.substr(0, at), '\n')) + 1;
}

class InstallReader {
  public:
    explicit InstallReader(const npm::Package& package) : package_(package) {}

    InstallScripts run() {
        add_manifest(package_.manifest, package_.manifest_text, "", own_scripts);
        // npm runs the scripts of what a package brings in its node_modules as well.
        each_inner_manifest(true);
        for (const npm::PackageFile& file : package_.files)
            if (!file.path.contains('/') && (file.path.ends_with(".gyp") || file.path.ends_with(".gypi")))
                for (const std::string& text : gyp_commands(file.bytes)) add_command(text, "", file.path, 1);
        return std::move(result_);
    }

  private:
    void each_inner_manifest(bool brought) {
        size_t seen = 0;
        for (const npm::PackageFile& file : package_.files) {
            if (!file.path.ends_with("/package.json") || seen >= max_inner_manifests) continue;
            if (file.path.contains("node_modules/") != brought) continue;
            ++seen;
            const auto manifest = npm::parse_manifest(file.bytes, file.path);
            if (!manifest) continue;
            const std::string folder = file.path.substr(0, file.path.size() - manifest_file.size() - 1);
            add_manifest(*manifest, file.bytes, folder, brought_scripts);
        }
    }

    void add_manifest(const npm::Manifest& manifest, std::string_view text, const std::string& folder,
                      std::span<const std::string_view> names) {
        for (const npm::NamedText& script : manifest.scripts) {
            if (std::ranges::find(names, script.name) == names.end()) continue;
            runs_on_install_ = std::ranges::find(brought_scripts, script.name) != std::end(brought_scripts);
            add_script(manifest, text, folder, script);
        }
    }

    void add_script(const npm::Manifest& manifest, std::string_view text, const std::string& folder,
                    const npm::NamedText& script) {
        if (read_.size() >= max_scripts || !read_.emplace(folder, script.name).second) return;
        const std::string path = in_folder(folder, manifest_file);
        const uint32_t line = line_of(text, script.name);
        const CommandReading commands = add_command(script.text, folder, path, line);
        if (runs_on_install_)
            for (const std::string& fetched : commands.packages)
                if (!is_named(manifest, fetched)) result_.marks[path].add(Mark::foreign_package, line, script.text);
        for (const std::string& called : commands.scripts)
            for (const npm::NamedText& one : manifest.scripts)
                if (one.name == called || one.name == "pre" + called || one.name == "post" + called)
                    add_script(manifest, text, folder, one);
        if (commands.installs_packages && !std::exchange(nested_, true)) each_inner_manifest(false);
    }

    // By what is installed with it; a command of that name is there then.
    static bool is_named(const npm::Manifest& manifest, std::string_view package) {
        const auto has = [&](const std::vector<npm::NamedText>& list) {
            return std::ranges::find(list, package, &npm::NamedText::name) != list.end();
        };
        return package == manifest.name || has(manifest.dependencies) || has(manifest.optional_dependencies) ||
               has(manifest.peer_dependencies) || has(manifest.bin);
    }

    CommandReading add_command(std::string_view text, const std::string& folder, const std::string& path,
                               uint32_t line) {
        FileMarks found;
        CommandReading commands = read_commands(text, 1, found);
        read_plain_text(text, found);
        for (const std::string& code : commands.python) read_other(FileKind::python, code, found);
        FileMarks& marks = result_.marks[path];
        for (const Marked& one : found.places()) marks.add(one.mark, line, one.text);
        if (!found.places().empty()) marks.add(Mark::processes, line, text);
        for (const std::string& file : commands.run_files) result_.files.push_back(in_folder(folder, file));
        for (const std::string& file : commands.shell_files) {
            result_.files.push_back(in_folder(folder, file));
            result_.shell_files.push_back(in_folder(folder, file));
        }
        javascript::TokenList scratch;
        for (const std::string& code : commands.javascript) {
            const JavascriptReading inner = read_javascript(code, "script.js", scratch);
            for (const Marked& one : inner.marks.places()) marks.add(one.mark, line, one.text);
            for (const AskedModule& one : inner.requests)
                if (one.specifier.starts_with('.') || one.is_mentioned)
                    result_.files.push_back(in_folder(folder, one.specifier));
        }
        return commands;
    }

    const npm::Package& package_;
    InstallScripts result_;
    std::set<std::pair<std::string, std::string>> read_;  // folder and script
    bool nested_ = false;
    bool runs_on_install_ = false;  // what is read now, wherever the package comes from
};

// The end of what `(` at `open` holds; npos: it is not closed.
size_t closing(std::string_view text, size_t open) {
    unsigned depth = 0;
    for (size_t i = open; i < text.size(); ++i) {
        if (text[i] == '(' && ++depth > max_gyp_depth) return text.npos;
        if (text[i] == ')' && --depth == 0) return i;
    }
    return text.npos;
}

}  // namespace

std::vector<std::string> gyp_commands(std::string_view text) {
    std::vector<std::string> commands;
    for (size_t at = text.find("<!"); at != text.npos; at = text.find("<!", at + 2)) {
        const size_t open = text.substr(at, 4).contains('(') ? text.find('(', at) : text.npos;
        const size_t end = open == text.npos ? text.npos : closing(text, open);
        if (end != text.npos) commands.push_back(replace_all(text.substr(open + 1, end - open - 1), "\\\"", "\""));
    }
    // 'action': ['node', 'make.js', '<@(_outputs)']
    for (size_t at = text.find("action"); at != text.npos; at = text.find("action", at + 6)) {
        const size_t open = text.find('[', at);
        const size_t end = text.find(']', at);
        if (open == text.npos || end == text.npos || open > at + 16 || end < open) continue;
        if (at + 6 >= text.size() || (text[at + 6] != '\'' && text[at + 6] != '"')) continue;  // actions, action_name
        std::string words;
        for (const std::string_view word : split(text.substr(open + 1, end - open - 1), ',')) {
            std::string_view bare = trim(word);
            if (bare.size() < 2 || (bare.front() != '\'' && bare.front() != '"')) continue;
            bare = bare.substr(1, bare.size() - 2);
            words += (words.empty() ? "" : " ") + std::string(bare);
        }
        if (!words.empty()) commands.push_back(std::move(words));
    }
    return commands;
}

InstallScripts read_install_scripts(const npm::Package& package) {
    return InstallReader(package).run();
}

}  // namespace ward::vet
