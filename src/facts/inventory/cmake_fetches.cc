#include "facts/inventory/cmake_fetches.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::inventory {
namespace {

constexpr size_t max_value_bytes = 8192;  // of an argument with its variables filled in
constexpr size_t max_steps = 1000;        // variables looked up for one argument

// Variables that a file sets to literals. One that is set to several values, or written by another command, has none.
class Variables {
  public:
    explicit Variables(const std::vector<CMakeCommand>& commands) {
        for (const CMakeCommand& command : commands) {
            if (command.name == "set") read_set(command);
            else if (is_writer(command.name)) taint(command);
        }
    }

    // `text` with every ${NAME} filled in; else the name of the first that has no value here.
    std::expected<std::string, std::string> fill(std::string_view text) const {
        size_t steps = max_steps;
        return fill(text, 0, steps);
    }

  private:
    std::expected<std::string, std::string> fill(std::string_view text, size_t depth, size_t& steps) const {
        std::string filled;
        while (true) {
            const size_t open = text.find("${");
            if (open == std::string_view::npos) {
                filled += text;
                // $ENV{X} and generator expressions are for a build to say.
                for (const std::string_view mark : {"$ENV{", "$CACHE{", "$<"})
                    if (filled.contains(mark)) return std::unexpected(std::string(mark) + "...");
                return filled;
            }
            const size_t close = text.find('}', open);
            if (close == std::string_view::npos) return std::unexpected(std::string(text.substr(open)));
            filled += text.substr(0, open);
            const std::string_view name = text.substr(open + 2, close - open - 2);
            const auto value = values_.find(name);
            if (value == values_.end() || !value->second || depth >= max_cmake_nesting || steps-- == 0)
                return std::unexpected(std::string(name));
            auto inside = fill(*value->second, depth + 1, steps);
            if (!inside) return inside;
            filled += *inside;
            if (filled.size() > max_value_bytes) return std::unexpected(std::string(name));
            text.remove_prefix(close + 1);
        }
    }

    static bool is_writer(std::string_view name) {
        constexpr std::array<std::string_view, 13> writers{"unset",
                                                           "string",
                                                           "list",
                                                           "math",
                                                           "file",
                                                           "foreach",
                                                           "function",
                                                           "macro",
                                                           "get_property",
                                                           "execute_process",
                                                           "find_program",
                                                           "cmake_path",
                                                           "get_filename_component"};
        return std::ranges::find(writers, name) != writers.end();
    }

    void read_set(const CMakeCommand& command) {
        const auto& arguments = command.arguments;
        if (arguments.empty()) return;
        std::string value;
        size_t count = 0;
        for (size_t i = 1; i < arguments.size(); ++i) {
            // set(X value CACHE STRING "what it is for") is the default that a user may override.
            if (arguments[i].text == "CACHE" || arguments[i].text == "PARENT_SCOPE") break;
            value += (count++ == 0 ? "" : ";") + arguments[i].text;
        }
        if (value.size() > max_value_bytes) value = "${}";
        const auto [known, fresh] = values_.try_emplace(arguments[0].text, value);
        if (!fresh && known->second != value) known->second.reset();
    }

    void taint(const CMakeCommand& command) {
        for (const CMakeArgument& argument : command.arguments) values_[argument.text].reset();
    }

    std::map<std::string, std::optional<std::string>, std::less<>> values_;
};

// Arguments of one keyword, up to the next.
using Options = std::map<std::string, std::vector<const CMakeArgument*>, std::less<>>;

bool is_keyword(std::string_view text) {
    constexpr std::array<std::string_view, 52> keywords{"URL",
                                                        "URL_HASH",
                                                        "URL_MD5",
                                                        "GIT_REPOSITORY",
                                                        "GIT_TAG",
                                                        "GIT_SHALLOW",
                                                        "GIT_PROGRESS",
                                                        "GIT_SUBMODULES",
                                                        "GIT_SUBMODULES_RECURSE",
                                                        "GIT_REMOTE_NAME",
                                                        "GIT_CONFIG",
                                                        "GIT_REMOTE_UPDATE_STRATEGY",
                                                        "SVN_REPOSITORY",
                                                        "SVN_REVISION",
                                                        "HG_REPOSITORY",
                                                        "HG_TAG",
                                                        "CVS_REPOSITORY",
                                                        "CVS_MODULE",
                                                        "CVS_TAG",
                                                        "DOWNLOAD_COMMAND",
                                                        "DOWNLOAD_DIR",
                                                        "DOWNLOAD_NAME",
                                                        "DOWNLOAD_NO_EXTRACT",
                                                        "DOWNLOAD_NO_PROGRESS",
                                                        "DOWNLOAD_EXTRACT_TIMESTAMP",
                                                        "TIMEOUT",
                                                        "PREFIX",
                                                        "SOURCE_DIR",
                                                        "SOURCE_SUBDIR",
                                                        "BINARY_DIR",
                                                        "INSTALL_DIR",
                                                        "STAMP_DIR",
                                                        "TMP_DIR",
                                                        "LOG_DIR",
                                                        "CMAKE_ARGS",
                                                        "CMAKE_CACHE_ARGS",
                                                        "CMAKE_GENERATOR",
                                                        "CONFIGURE_COMMAND",
                                                        "BUILD_COMMAND",
                                                        "BUILD_IN_SOURCE",
                                                        "INSTALL_COMMAND",
                                                        "UPDATE_COMMAND",
                                                        "PATCH_COMMAND",
                                                        "TEST_COMMAND",
                                                        "COMMAND",
                                                        "DEPENDS",
                                                        "EXCLUDE_FROM_ALL",
                                                        "FIND_PACKAGE_ARGS",
                                                        "OVERRIDE_FIND_PACKAGE",
                                                        "SYSTEM",
                                                        "BUILD_BYPRODUCTS",
                                                        "BUILD_ALWAYS"};
    // CPM's own.
    constexpr std::array<std::string_view, 12> more{"NAME",
                                                    "VERSION",
                                                    "GITHUB_REPOSITORY",
                                                    "GITLAB_REPOSITORY",
                                                    "BITBUCKET_REPOSITORY",
                                                    "OPTIONS",
                                                    "PATCHES",
                                                    "DOWNLOAD_ONLY",
                                                    "FORCE",
                                                    "FIND_PACKAGE_ARGUMENTS",
                                                    "NO_CACHE",
                                                    "CUSTOM_CACHE_KEY"};
    return std::ranges::find(keywords, text) != keywords.end() || std::ranges::find(more, text) != more.end();
}

Options options_of(const CMakeCommand& command, size_t first) {
    Options options;
    std::vector<const CMakeArgument*>* values = nullptr;
    for (size_t i = first; i < command.arguments.size(); ++i) {
        const CMakeArgument& argument = command.arguments[i];
        if (!argument.is_bracket && is_keyword(argument.text)) values = &options[argument.text];
        else if (values != nullptr) values->push_back(&argument);
    }
    return options;
}

class FetchReader {
  public:
    FetchReader(std::string_view text, const std::vector<CMakeCommand>& commands)
        : lines_(text), variables_(commands) {}

    void read(const CMakeCommand& command) {
        if (command.arguments.empty()) return;
        const bool is_cpm = command.name.starts_with("cpm");
        // CPMAddPackage("gh:fmtlib/fmt#7.1.3")
        if (is_cpm && command.arguments.size() == 1) return read_short(command);
        const Options options = options_of(command, is_cpm ? 0 : 1);
        Pin pin;
        pin.offset = command.offset;
        pin.name = is_cpm ? one(options, "NAME", pin) : filled(command.arguments[0]);
        // A function's own parameter names nothing, but the address may.
        problem_.clear();
        const std::string version = is_cpm ? one(options, "VERSION", pin) : std::string();
        pin.urls = urls_of(options, pin);
        constexpr std::array<std::pair<std::string_view, std::string_view>, 3> forges{
            {{"GITHUB_REPOSITORY", "https://github.com/"},
             {"GITLAB_REPOSITORY", "https://gitlab.com/"},
             {"BITBUCKET_REPOSITORY", "https://bitbucket.org/"}}};
        for (const auto& [keyword, forge] : forges)
            if (const std::string path = one(options, keyword, pin); !path.empty())
                pin.repository = std::string(forge) + path;
        if (pin.repository.empty()) pin.repository = one(options, "GIT_REPOSITORY", pin);
        if (pin.repository.empty()) pin.repository = one(options, "HG_REPOSITORY", pin);
        pin.revision = one(options, options.contains("HG_TAG") ? "HG_TAG" : "GIT_TAG", pin);
        // CPM asks for the tag v1.2.3 where only a version is given.
        pin.version = version;
        add(std::move(pin), command, options);
    }

    Pins take() { return std::move(found_); }

  private:
    void problem(size_t offset, std::string reason) {
        found_.problems.push_back({lines_.at(offset), std::move(reason)});
    }

    std::string filled(const CMakeArgument& argument) {
        if (argument.is_bracket) return argument.text;
        auto value = variables_.fill(argument.text);
        if (value) return *std::move(value);
        if (problem_.empty()) problem_ = value.error();
        return {};
    }

    // The single value of a keyword, whose place is the better evidence.
    std::string one(const Options& options, std::string_view keyword, Pin& pin) {
        const auto found = options.find(keyword);
        if (found == options.end() || found->second.empty()) return {};
        if (keyword == "GIT_TAG" || keyword == "VERSION" || keyword == "HG_TAG") pin.offset = found->second[0]->offset;
        return filled(*found->second[0]);
    }

    std::vector<std::string> urls_of(const Options& options, Pin& pin) {
        std::vector<std::string> urls;
        const auto found = options.find("URL");
        if (found == options.end()) return urls;
        for (const CMakeArgument* argument : found->second) {
            const std::string value = filled(*argument);
            for (const std::string_view url : split(value, ';'))
                if (!url.empty()) urls.emplace_back(url);
        }
        if (!found->second.empty()) pin.offset = found->second[0]->offset;
        return urls;
    }

    void add(Pin pin, const CMakeCommand& command, const Options& options) {
        const std::string label = pin.name.empty() ? command.arguments[0].text : pin.name;
        if (!problem_.empty())
            return problem(pin.offset, fmt::format("{}({}): ${{{}}} is not set to one literal in this file",
                                                   command.name, label.substr(0, 80), problem_.substr(0, 80)));
        if (pin.repository.empty() && pin.urls.empty()) {
            // Nothing is fetched where a folder is given, or where another call declares how.
            const auto own = options.find("DOWNLOAD_COMMAND");
            const bool has_own = own != options.end() && !own->second.empty() && !own->second[0]->text.empty();
            const bool is_other = options.contains("SVN_REPOSITORY") || options.contains("CVS_REPOSITORY");
            if (has_own || is_other)
                problem(command.offset,
                        fmt::format("{}({}) fetches in a way that is not read", command.name, label.substr(0, 80)));
            return;
        }
        if (!pin.repository.empty() && !pin.repository.contains("://") && !pin.repository.contains('@')) return;
        if (pin.repository.empty() && !pin.urls.empty() && !pin.urls[0].contains("://"))
            return problem(pin.offset, fmt::format("{}({}) unpacks {}, which is not read", command.name,
                                                   label.substr(0, 80), pin.urls[0].substr(0, 80)));
        found_.pins.push_back(std::move(pin));
    }

    // "gh:owner/name@1.2.3", "gl:group/name#v1.2.3", "https://host/x.git@1.2.3", "https://host/x.zip"
    void read_short(const CMakeCommand& command) {
        problem_.clear();
        Pin pin;
        pin.offset = command.arguments[0].offset;
        std::string spec = filled(command.arguments[0]);
        if (!problem_.empty()) return add(std::move(pin), command, {});
        std::string_view rest = spec;
        // The version comes last, behind the tag where both are given.
        const size_t scheme = rest.find("://");
        if (const size_t at = rest.rfind('@');
            at != std::string_view::npos && at > (scheme == std::string_view::npos ? 0 : scheme)) {
            pin.version = rest.substr(at + 1);
            rest = rest.substr(0, at);
        }
        if (const size_t hash = rest.rfind('#'); hash != std::string_view::npos) {
            pin.revision = rest.substr(hash + 1);
            rest = rest.substr(0, hash);
        }
        constexpr std::array<std::pair<std::string_view, std::string_view>, 3> forges{
            {{"gh:", "https://github.com/"}, {"gl:", "https://gitlab.com/"}, {"bb:", "https://bitbucket.org/"}}};
        for (const auto& [prefix, forge] : forges)
            if (rest.starts_with(prefix)) pin.repository = std::string(forge) + std::string(rest.substr(prefix.size()));
        if (pin.repository.empty() && rest.contains("://")) {
            if (rest.ends_with(".git")) pin.repository = rest;
            else pin.urls.emplace_back(rest);
        }
        if (pin.repository.empty() && pin.urls.empty())
            return problem(pin.offset, fmt::format("\"{}\" names no repository", spec.substr(0, 80)));
        pin.name = rest.substr(rest.find_last_of("/:") + 1);
        if (pin.name.ends_with(".git")) pin.name.resize(pin.name.size() - 4);
        add(std::move(pin), command, {});
    }

    LineCounter lines_;
    Variables variables_;
    Pins found_;
    std::string problem_;  // the variable of this command that has no value
};

}  // namespace

Result<Pins> read_cmake_fetches(std::string_view text, std::string_view path) {
    WARD_TRY(const std::vector<CMakeCommand> commands, read_cmake_commands(text, path));
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    constexpr std::array<std::string_view, 4> fetching{"fetchcontent_declare", "externalproject_add", "cpmaddpackage",
                                                       "cpmfindpackage"};
    FetchReader reader(text, commands);
    for (const CMakeCommand& command : commands)
        if (std::ranges::find(fetching, command.name) != fetching.end()) reader.read(command);
    return reader.take();
}

}  // namespace ward::inventory
