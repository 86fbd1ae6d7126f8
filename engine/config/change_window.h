// ChangeWindow: when appliances may be changed, as hours of the week. A value; thread-safe.
#ifndef CERTSWEEP_ENGINE_CONFIG_CHANGE_WINDOW_H_
#define CERTSWEEP_ENGINE_CONFIG_CHANGE_WINDOW_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace certsweep::config {

// What a clock on the wall shows: seconds since Monday, 00:00.
using WallClock = std::function<int(int64_t unix_seconds)>;
int UtcWallClock(int64_t unix_seconds);
int LocalWallClock(int64_t unix_seconds);  // of this machine (TZ, /etc/localtime)

struct ChangeWindow {
  // A part of the week, from its first second to before `end`. Past Sunday's end it goes on at Monday's beginning.
  struct Hours {
    int begin;  // seconds since Monday, 00:00
    int end;    // above `begin`, at most a day later
    friend bool operator==(const Hours&, const Hours&) = default;
  };

  std::vector<Hours> hours = {};
  bool is_utc = false;
  std::string text = {};  // as it was written

  // "Sat 22:00-05:00": from Saturday's evening to Sunday's morning. "Mon-Fri 01:00-04:00", "daily 22:00-24:00"; several
  // with commas. `UTC` at the end holds for all of it; else the clock is this machine's. InvalidArgument says which
  // part is wrong, and how it should be.
  static absl::StatusOr<ChangeWindow> Parse(std::string_view text);

  // Whether the clock on the wall shows a time of the window then. Where clocks are put forward or back, an hour that
  // the wall does not show is never in it, and one that it shows twice is in it twice.
  bool Contains(int64_t unix_seconds) const;
  // The same with another machine's clock on the wall; `local` is not asked where the window is in UTC.
  bool Contains(int64_t unix_seconds, const WallClock& local) const;
};

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_CHANGE_WINDOW_H_
