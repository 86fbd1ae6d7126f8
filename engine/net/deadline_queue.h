// DeadlineQueue: deadlines of one event loop, ordered by when they are due. Time is passed in; nothing here reads a
// clock. Not thread-safe: belongs to one loop.
#ifndef CERTSWEEP_ENGINE_NET_DEADLINE_QUEUE_H_
#define CERTSWEEP_ENGINE_NET_DEADLINE_QUEUE_H_

#include <boost/intrusive/set.hpp>
#include <cstdint>

namespace certsweep::net {

// One thing that must not last longer. Leaves its queue when it is destroyed.
class Deadline : public boost::intrusive::set_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  virtual ~Deadline() = default;
  Deadline() = default;
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  int64_t due_us() const { return due_us_; }

 private:
  friend class DeadlineQueue;
  // Called once when it is due; it is no longer in the queue then, and may be added again.
  virtual void OnDue(int64_t now_us) = 0;
  int64_t due_us_ = 0;
};

class DeadlineQueue {
 public:
  // (Re)schedules `deadline`; it must stay alive, or be destroyed to leave.
  void Add(Deadline& deadline, int64_t due_us);
  // Calls OnDue of all that are due, earliest first.
  void RunDue(int64_t now_us);
  bool empty() const { return queue_.empty(); }

 private:
  struct Earlier {
    bool operator()(const Deadline& a, const Deadline& b) const { return a.due_us() < b.due_us(); }
  };
  boost::intrusive::multiset<Deadline, boost::intrusive::compare<Earlier>, boost::intrusive::constant_time_size<false>>
      queue_;
};

}  // namespace certsweep::net

#endif  // CERTSWEEP_ENGINE_NET_DEADLINE_QUEUE_H_
