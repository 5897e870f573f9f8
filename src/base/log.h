// Words for the person at the terminal, always on standard error. Libraries take a Log&; only faces decide what it
// does.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace ward {

enum class LogLevel { error, warning, info, debug };

// A sink of messages; the default one drops them. Callers on several threads must lock for themselves.
class Log {
  public:
    using Sink = std::function<void(LogLevel level, std::string_view message)>;
    Log() = default;
    explicit Log(Sink sink) : sink_(std::move(sink)) {}

    void warn(std::string_view message) const { say(LogLevel::warning, message); }
    void info(std::string_view message) const { say(LogLevel::info, message); }
    void debug(std::string_view message) const { say(LogLevel::debug, message); }

  private:
    void say(LogLevel level, std::string_view message) const {
        if (sink_) sink_(level, message);
    }
    Sink sink_;
};

}  // namespace ward
