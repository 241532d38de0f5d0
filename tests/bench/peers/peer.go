// The workloads of ../switch.c, spawn.c, batch.c, lock.c and queue.c as goroutines of one thread:
// peer NAME COUNT prints the processor time of each operation, in nanoseconds.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"
)

func processTime() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)*1e-6 }
	return seconds(usage.Utime) + seconds(usage.Stime)
}

func together(tasks ...func()) {
	var group sync.WaitGroup
	group.Add(len(tasks))
	for _, task := range tasks {
		task := task
		go func() {
			task()
			group.Done()
		}()
	}
	group.Wait()
}

func switching(count int) float64 {
	yielder := func() {
		for i := 0; i < count; i++ {
			runtime.Gosched()
		}
	}
	together(yielder, yielder)
	return 2 * float64(count)
}

func spawn(count int) float64 {
	done := make(chan int, 1)
	for i := 0; i < count; i++ {
		go func() { done <- i }()
		<-done
	}
	return float64(count)
}

func batch(count int) float64 {
	const alive = 10000
	tasks := make([]func(), alive)
	for i := range tasks {
		tasks[i] = func() {}
	}
	rounds := count/alive + 1
	for i := 0; i < rounds; i++ {
		together(tasks...)
	}
	return float64(rounds * alive)
}

func lock(count int) float64 {
	var mutex sync.Mutex
	user := func() {
		for i := 0; i < count; i++ {
			mutex.Lock()
			runtime.Gosched()
			mutex.Unlock()
		}
	}
	together(user, user)
	return 2 * float64(count)
}

func queue(count int) float64 {
	items := make(chan int, 100)
	together(func() {
		for i := 0; i < count; i++ {
			items <- i
		}
	}, func() {
		for i := 0; i < count; i++ {
			<-items
		}
	})
	return float64(count)
}

func main() {
	workloads := map[string]func(int) float64{
		"switch": switching, "spawn": spawn, "batch": batch, "lock": lock, "queue": queue,
	}
	if len(os.Args) != 3 || workloads[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "It is run as: peer NAME COUNT")
		os.Exit(2)
	}
	count, _ := strconv.Atoi(os.Args[2])
	runtime.GOMAXPROCS(1)
	began := processTime()
	operations := workloads[os.Args[1]](count)
	fmt.Printf("%s-go %.2f\n", os.Args[1], (processTime()-began)/operations*1e9)
}
