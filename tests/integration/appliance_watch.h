// What an appliance shows the world while its certificate is replaced: two threads that look at it all the time.
#ifndef CERTSWEEP_TESTS_INTEGRATION_APPLIANCE_WATCH_H_
#define CERTSWEEP_TESTS_INTEGRATION_APPLIANCE_WATCH_H_

#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "bench/lab/appliance.h"

namespace certsweep::integration {

// Calls `look` every `interval`, from its own thread, until it is stopped.
class Watch {
 public:
  Watch(std::chrono::milliseconds interval, std::function<void()> look);

  void Stop();

 private:
  std::jthread thread_;
};

// Values in the order in which they were first seen, and what was seen when.
class Course {
 public:
  void See(const std::string& value);
  void SeeNothing() { Add('-'); }

  int looks() const { return looks_; }
  int nothing() const { return nothing_; }
  const std::vector<std::string>& values() const { return values_; }
  // "a-b": first values()[0], then nothing, then values()[1], however often each.
  const std::string& text() const { return text_; }

 private:
  void Add(char letter);

  int looks_ = 0, nothing_ = 0;
  std::vector<std::string> values_;
  std::string text_;
};

// Handshakes every 20 ms, by name and by none in turn. Read the course when it has been stopped.
class ServedWatch {
 public:
  explicit ServedWatch(const lab::Appliance& appliance);

  void Stop() { watch_.Stop(); }
  // The chains as sent, DER, leaf first; nothing where no certificate came.
  const Course& course() const { return course_; }
  // Handshakes in which the server did not prove that it has the leaf's key, and what went wrong in ourselves.
  const std::vector<std::string>& faults() const { return faults_; }

 private:
  void Look();

  const lab::Appliance& appliance_;
  bool by_name_ = false;
  Course course_;
  std::vector<std::string> faults_;
  Watch watch_;
};

// Reads the file at `path` every 5 ms; nothing where there is none, or it can't be read.
class FileWatch {
 public:
  explicit FileWatch(std::string path);

  void Stop() { watch_.Stop(); }
  const Course& course() const { return course_; }

 private:
  const std::string path_;
  Course course_;
  Watch watch_;
};

}  // namespace certsweep::integration

#endif  // CERTSWEEP_TESTS_INTEGRATION_APPLIANCE_WATCH_H_
