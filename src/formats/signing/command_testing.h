// Other programs on files of a test: a folder that vanishes with it, and a command's answer.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ward::signing::test {

class Workshop {
  public:
    Workshop() {
        std::string name = (std::filesystem::temp_directory_path() / "ward-signing-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = name;
    }
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;
    ~Workshop() { std::filesystem::remove_all(folder_); }

    void write(std::string_view name, std::string_view bytes) const {
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
    }
    std::string read(std::string_view name) const {
        std::ifstream in(folder_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::string path() const { return folder_.string(); }

    struct Answer {
        int status = -1;
        std::string output{};  // of both streams
    };
    // By the shell, in the folder.
    Answer run(const std::string& command) const {
        FILE* pipe = ::popen(("cd '" + folder_.string() + "' && { " + command + "; } 2>&1").c_str(), "r");
        if (pipe == nullptr) throw std::runtime_error("no shell");
        Answer answer;
        std::array<char, 4096> buffer{};
        for (size_t got = 0; (got = ::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
            answer.output.append(buffer.data(), got);
        const int status = ::pclose(pipe);
        answer.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        return answer;
    }

  private:
    std::filesystem::path folder_;
};

inline bool has_command(const std::string& name) {
    return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

}  // namespace ward::signing::test
