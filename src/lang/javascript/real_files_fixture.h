// For tests: the files of this machine as a table.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "lang/javascript/resolve.h"

namespace ward::javascript {

inline std::optional<std::string> read_whole(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

class RealFiles : public FileTable {
  public:
    bool is_file(std::string_view path) const override { return type_of(path) == std::filesystem::file_type::regular; }
    bool is_folder(std::string_view path) const override {
        return type_of(path) == std::filesystem::file_type::directory;
    }
    std::optional<std::string> read(std::string_view path) const override { return read_whole(path); }
    std::string real_path(std::string_view path) const override {
        std::error_code error;
        const auto found = std::filesystem::canonical(path, error);
        return error ? std::string(path) : found.string();
    }

  private:
    std::filesystem::file_type type_of(std::string_view path) const {
        const auto [place, is_new] = types_.try_emplace(std::string(path), std::filesystem::file_type::none);
        std::error_code error;
        if (is_new) place->second = std::filesystem::status(place->first, error).type();
        return place->second;
    }

    mutable std::unordered_map<std::string, std::filesystem::file_type> types_;
};

}  // namespace ward::javascript
