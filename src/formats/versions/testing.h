// What the tests of the orderings share: tables in rising order, and oracles that answer line by line.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/versions/versions.h"

namespace ward::versions {

inline int sign(std::strong_ordering order) {
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

inline int order_of(const Ordering& ordering, std::string_view a, std::string_view b) {
    const auto order = compare(ordering, a, b);
    EXPECT_TRUE(order) << a << " or " << b << " has no key";
    return order ? sign(*order) : -2;
}

// Each row's versions are equal to each other and below those of all rows after it.
inline void expect_rising(const Ordering& ordering, const std::vector<std::vector<std::string>>& rows) {
    for (size_t i = 0; i < rows.size(); ++i)
        for (size_t j = 0; j < rows.size(); ++j)
            for (const std::string& a : rows[i])
                for (const std::string& b : rows[j])
                    EXPECT_EQ(order_of(ordering, a, b), i < j ? -1 : i > j ? 1 : 0) << a << " and " << b;
}

inline void expect_no_key(const Ordering& ordering, const std::vector<std::string>& texts) {
    for (const std::string& text : texts) EXPECT_FALSE(ordering.key(text)) << "\"" << text << "\"";
}

// The value of an environment variable; empty where it is not set.
inline std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): tests read it from one thread
    return value == nullptr ? "" : value;
}

// Runs a shell command and calls `use` with the tab-separated fields of each line; the number of lines, or -1 where the
// command failed.
inline long for_each_row(const std::string& command,
                         const std::function<void(const std::vector<std::string_view>&)>& use) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "re"), [](FILE*) { return 0; });
    if (!pipe) return -1;
    char* line = nullptr;
    size_t capacity = 0;
    long count = 0;
    for (ssize_t length; (length = getline(&line, &capacity, pipe.get())) > 0; ++count) {
        std::string_view text(line, static_cast<size_t>(length));
        if (text.ends_with('\n')) text.remove_suffix(1);
        use(split(text, '\t'));
    }
    free(line);
    return pclose(pipe.get()) == 0 ? count : -1;
}

inline bool succeeds(const std::string& command) {
    return for_each_row(command + " >/dev/null 2>&1", [](const auto&) {}) >= 0;
}

}  // namespace ward::versions
