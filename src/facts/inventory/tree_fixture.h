// For tests: a folder of small files on disk, and what one reader says of it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/root.h"
#include "facts/inventory/inventory.h"

namespace ward::inventory {

class TreeFixture {
  public:
    TreeFixture() {
        std::string name = (std::filesystem::temp_directory_path() / "ward_tree_XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        path_ = name;
    }
    TreeFixture(std::initializer_list<std::pair<std::string_view, std::string_view>> files) : TreeFixture() {
        for (const auto& [path, text] : files) write(path, text);
    }
    TreeFixture(const TreeFixture&) = delete;
    TreeFixture& operator=(const TreeFixture&) = delete;
    ~TreeFixture() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    void write(std::string_view path, std::string_view text) const {
        const auto full = path_ / path;
        std::filesystem::create_directories(full.parent_path());
        std::ofstream(full, std::ios::binary) << text;
    }
    void link(std::string_view path, std::string_view target) const {
        const auto full = path_ / path;
        std::filesystem::create_directories(full.parent_path());
        std::filesystem::create_symlink(target, full);
    }
    std::string path() const { return path_.string(); }

    Collector read(const Reader& reader) const {
        const auto root = Root::open(path_.string());
        if (!root) throw std::runtime_error(root.error().message());
        const Tree tree(*root, root->walk({}, [](std::string_view) { return true; }));
        Collector out;
        reader.read(tree, out);
        return out;
    }

  private:
    std::filesystem::path path_;
};

// What `get` (a member or a function) says of each item.
template <typename Items, typename Get>
std::vector<std::string> each(const Items& items, const Get& get) {
    std::vector<std::string> all;
    all.reserve(items.size());
    for (const auto& item : items) all.push_back(std::string(std::invoke(get, item)));
    return all;
}

// The component at a path, or nullptr; the last one, where several stand there.
inline const Component* at(const Collector& found, std::string_view path) {
    const Component* last = nullptr;
    for (const Component& component : found.components)
        if (component.path == path) last = &component;
    return last;
}

}  // namespace ward::inventory
