// Digests as npm writes them, and a folder on disk, for tests.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "formats/digest.h"
#include "formats/sri.h"
#include "support/tar_writer.h"

namespace ward::npm::test {

inline std::string sri(std::string_view bytes, ShaAlgorithm algorithm = ShaAlgorithm::sha512) {
    return sri_text(sha2(algorithm, bytes));
}

// As npm wrote it until 2017.
inline std::string sri_sha1(std::string_view bytes) {
    std::string digest(20, '\0');
    size_t length = 0;
    EXPECT_EQ(EVP_Q_digest(nullptr, "SHA1", nullptr, bytes.data(), bytes.size(),
                           reinterpret_cast<unsigned char*>(digest.data()), &length),
              1);
    return "sha1-" + base64_encode(digest);
}

// Removed with everything in it.
class Folder {
  public:
    Folder() {
        std::string path = (std::filesystem::temp_directory_path() / "ward-npm-XXXXXX").string();
        EXPECT_NE(::mkdtemp(path.data()), nullptr);
        path_ = path;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    void write(const std::string& path, std::string_view text, mode_t mode = 0644) const {
        const std::filesystem::path whole = path_ / path;
        std::filesystem::create_directories(whole.parent_path());
        std::ofstream(whole, std::ios::binary) << text;
        EXPECT_EQ(::chmod(whole.c_str(), mode), 0);
    }
    void link(const std::string& path, const std::string& target) const {
        const std::filesystem::path whole = path_ / path;
        std::filesystem::create_directories(whole.parent_path());
        std::filesystem::create_symlink(target, whole);
    }

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace ward::npm::test
