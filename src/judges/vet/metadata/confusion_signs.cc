// M09: the registry's manifest beside the package.json that is installed. The registry takes what the publishing client
// sends and never looks into the tarball; people and tools look at the registry, npm installs the tarball.
#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/vet/metadata/dependencies.h"
#include "judges/vet/metadata/signs.h"
#include "judges/vet/signals.h"

namespace ward::vet {
namespace {

using Table = std::map<std::string, std::string>;

constexpr size_t shown_text = 200;

struct Mismatch {
    std::string what;
    std::vector<std::string> keys;  // the place in package.json
    double weight = high_weight;
};

std::string cut(std::string_view text) {
    return text.size() <= shown_text ? std::string(text) : std::string(text.substr(0, shown_text)) + "…";
}

std::string normal_version(std::string_view version) {
    version = trim(version);
    while (version.starts_with('v') || version.starts_with('=')) version.remove_prefix(1);
    return std::string(version.substr(0, version.find('+')));
}

std::string normal_path(std::string_view path) {
    while (path.starts_with("./")) path.remove_prefix(2);
    return std::string(path);
}

Table dependencies_of(const npm::Manifest& manifest) {
    Table table;
    for (const auto* list : {&manifest.dependencies, &manifest.optional_dependencies})
        for (const npm::NamedText& one : *list) table.insert_or_assign(one.name, normal_range(one.text));
    return table;
}

Table table_of(const std::vector<npm::NamedText>& list) {
    Table table;
    for (const npm::NamedText& one : list) table.insert_or_assign(one.name, one.text);
    return table;
}

bool is_install_script(std::string_view name) {
    return name == "preinstall" || name == "install" || name == "postinstall";
}

// What the registry writes by itself: the build of a binding.gyp, and the start of a server.js.
bool is_implied(std::string_view script, std::string_view text) {
    return (script == "install" && text == "node-gyp rebuild") || (script == "start" && text == "node server.js");
}

class Comparer {
  public:
    Comparer(const npm::Manifest& registry, const npm::Package& package)
        : registry_(registry), tarball_(package.manifest), package_(package) {}

    std::vector<Mismatch> compare(bool abbreviated) {
        compare_text("name", trim(registry_.name), trim(tarball_.name), high_weight);
        compare_text("version", normal_version(registry_.version), normal_version(tarball_.version), high_weight);
        compare_tables("dependencies", dependencies_of(registry_), dependencies_of(tarball_), high_weight);
        compare_bin();
        // The abbreviated form has none of the rest.
        if (abbreviated) return std::move(out_);
        compare_text("main", normal_path(registry_.main), normal_path(tarball_.main), medium_weight);
        compare_scripts();
        Table development = table_of(registry_.development_dependencies);
        compare_tables("devDependencies", normal(std::move(development)),
                       normal(table_of(tarball_.development_dependencies)), low_weight);
        return std::move(out_);
    }

  private:
    static Table normal(Table table) {
        for (auto& [name, range] : table) range = normal_range(range);
        return table;
    }

    void compare_text(std::string_view field, std::string_view registry, std::string_view tarball, double weight) {
        if (registry == tarball) return;
        // A client that sends no `main` leaves it to npm's default.
        if (field == "main" && (registry.empty() || tarball.empty())) weight = low_weight;
        out_.push_back(
            {fmt::format("{}: \"{}\" in the registry, \"{}\" in the tarball", field, cut(registry), cut(tarball)),
             {std::string(field)},
             weight});
    }

    void compare_tables(std::string_view field, const Table& registry, const Table& tarball, double weight) {
        for (const auto& [name, text] : tarball) {
            const auto there = registry.find(name);
            if (there == registry.end())
                add(field, name, fmt::format("{}.{}: only in the tarball ({})", field, name, cut(text)), weight);
            else if (there->second != text)
                add(field, name,
                    fmt::format("{}.{}: {} in the registry, {} in the tarball", field, name, cut(there->second),
                                cut(text)),
                    std::min(weight, medium_weight));
        }
        // What the registry has and the tarball has not is never installed by npm from a lock file.
        for (const auto& [name, text] : registry)
            if (!tarball.contains(name))
                add(field, name, fmt::format("{}.{}: only in the registry ({})", field, name, cut(text)),
                    std::min(weight, medium_weight));
    }

    void compare_scripts() {
        const Table registry = table_of(registry_.scripts);
        const Table tarball = table_of(tarball_.scripts);
        for (const auto& [name, text] : tarball) {
            const auto there = registry.find(name);
            if (there != registry.end() && trim(there->second) == trim(text)) continue;
            const bool runs = is_install_script(name) && !trim(text).empty();
            add("scripts", name,
                fmt::format("scripts.{}: {} in the registry, `{}` in the tarball", name,
                            there == registry.end() ? "missing" : fmt::format("`{}`", cut(there->second)), cut(text)),
                runs ? high_weight : low_weight);
        }
        for (const auto& [name, text] : registry) {
            if (tarball.contains(name) || is_implied(name, trim(text))) continue;
            add("scripts", name, fmt::format("scripts.{}: `{}` only in the registry", name, cut(text)),
                is_install_script(name) ? medium_weight : low_weight);
        }
    }

    void compare_bin() {
        // `directories.bin` and lists are written out by some clients and not by others.
        const Table tarball = table_of(package_.commands);
        Table registry;
        for (const npm::NamedText& one : registry_.bin) registry.insert_or_assign(one.name, normal_path(one.text));
        if (tarball_.bin.empty() && (registry.empty() || !package_.commands.empty())) return;
        for (const auto& [name, path] : tarball) {
            const auto there = registry.find(name);
            if (there != registry.end() && there->second == normal_path(path)) continue;
            add("bin", name,
                fmt::format("bin.{}: {} in the registry, {} in the tarball", name,
                            there == registry.end() ? "missing" : there->second, path),
                high_weight);
        }
        for (const auto& [name, path] : registry)
            if (!tarball.contains(name))
                add("bin", name, fmt::format("bin.{}: {} only in the registry", name, path), low_weight);
    }

    void add(std::string_view field, std::string_view key, std::string what, double weight) {
        out_.push_back({std::move(what), {std::string(field), std::string(key)}, weight});
    }

    const npm::Manifest& registry_;
    const npm::Manifest& tarball_;
    const npm::Package& package_;
    std::vector<Mismatch> out_;
};

}  // namespace

void look_at_confusion(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    if (in.package == nullptr || in.package->manifest_text.empty()) return;
    if (in.package->has_two_manifests)
        signs.see("M09", "package.json is in the tarball twice: npm takes the later one, other readers the first",
                  {{"package.json", 0, "twice, with different bytes"}});
    if (in.published == nullptr) {
        signs.do_not_know("whether the registry shows another manifest: its document was not given");
        return;
    }
    const bool abbreviated = in.packument != nullptr && in.packument->is_abbreviated;
    std::vector<Mismatch> found = Comparer(in.published->manifest, *in.package).compare(abbreviated);
    if (found.empty()) return;
    std::ranges::stable_sort(found, std::greater{}, &Mismatch::weight);
    std::vector<Evidence> evidence;
    for (const Mismatch& one : found) {
        const Evidence place = one.keys.size() == 1 ? signs.in_manifest({one.keys[0]}, one.what)
                                                    : signs.in_manifest({one.keys[0], one.keys[1]}, one.what);
        evidence.push_back(place);
        if (evidence.size() == max_evidence) break;
    }
    const double weight = found.front().weight;
    std::string what = found.front().what;
    if (found.size() > 1) what += fmt::format(", and {} more", found.size() - 1);
    signs.see("M09", std::move(what), std::move(evidence),
              weight == high_weight ? std::nullopt : std::optional(weight));
}

}  // namespace ward::vet
