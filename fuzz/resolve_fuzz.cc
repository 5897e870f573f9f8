// LINK: ward_javascript ward_base
// The first line is a specifier; the rest is the package.json of the file that asks and of a package `p`.
#include <string>
#include <string_view>

#include "lang/javascript/resolve.h"

namespace {

class Tree : public ward::javascript::FileTable {
  public:
    explicit Tree(std::string_view package) : package_(package) {}
    bool is_file(std::string_view path) const override {
        return path.ends_with(".js") || path.ends_with("/package.json");
    }
    bool is_folder(std::string_view path) const override { return !is_file(path); }
    std::optional<std::string> read(std::string_view /*path*/) const override { return std::string(package_); }

  private:
    std::string_view package_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::javascript;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const size_t line = text.find('\n');
    const Tree tree(line == std::string_view::npos ? std::string_view() : text.substr(line + 1));
    Resolver resolver(tree);
    for (const Loader loader : {Loader::require, Loader::import}) {
        const Resolution found = resolver.resolve(text.substr(0, line), "/app/lib/main.js", loader);
        // One answer, and one that is a file of the table.
        const int answers =
            !found.path.empty() + !found.builtin.empty() + found.is_data + (found.error != ResolveError::none);
        if (answers != 1) __builtin_trap();
        if (!found.path.empty() && !tree.is_file(found.path)) __builtin_trap();
        resolver.format_of("/app/" + std::string(text.substr(0, line)), loader);
    }
    return 0;
}
