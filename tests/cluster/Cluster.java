import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * Three nodes of OpenSearch in one process, for the tests; `scripts/cluster` starts it.
 *
 *     java -cp … Cluster FOLDER stdin|control
 *
 * Prints the addresses of the nodes, one a line, when all three are one green cluster. Then it answers commands, each a line: `stop N`
 * with `stopped N`, `start N` with `started N`, what cannot be done with `error: …`. With `stdin` they come from there, are answered on
 * stdout, and their end is the end of the cluster: so it ends with whoever started it, however that one ends. With `control` they come
 * over a port on loopback, whose number is in FOLDER/control, one a connection, and `end` ends the cluster. The folder is removed then.
 */
public final class Cluster {
    private static final int NODES = 3;
    private static final int SECONDS_TO_START = 180;
    private static final int SECONDS_TO_CHANGE = 60;
    private static final int SECONDS_TO_END = 20;

    /** One log for all nodes. What is deprecated also goes into the header `Warning` of an answer, as it does elsewhere. */
    private static final String LOGGING = """
        status = error
        appender.file.type = File
        appender.file.name = file
        appender.file.fileName = ${sys:opensearch.logs.base_path}${sys:file.separator}cluster.log
        appender.file.layout.type = PatternLayout
        appender.file.layout.pattern = %d %p %c{1.} [%t] %m%n
        appender.header.type = HeaderWarningAppender
        appender.header.name = header
        rootLogger.level = info
        rootLogger.appenderRef.file.ref = file
        logger.deprecation.name = org.opensearch.deprecation
        logger.deprecation.level = deprecation
        logger.deprecation.appenderRef.file.ref = file
        logger.deprecation.appenderRef.header.ref = header
        logger.deprecation.additivity = false
        """;

    private final Path folder;
    private final OpenSearchRunner runner = new OpenSearchRunner();
    private final AtomicBoolean isEnding = new AtomicBoolean();

    public static void main(String[] args) {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream errors = System.err;
        // Whatever else is printed in this process is no answer.
        System.setOut(System.err);
        Cluster cluster = new Cluster(Path.of(args[0]).toAbsolutePath());
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::end));
        try {
            if (args[1].equals("control")) {
                cluster.answerConnections(cluster.start(), answers);
            } else {
                BlockingQueue<String> commands = linesOfStdin();
                cluster.start().forEach(answers::println);
                while (true) {
                    answers.println(cluster.answer(commands.take()));
                }
            }
        } catch (Exception error) {
            error.printStackTrace(errors);
            errors.println("error: the cluster has failed; its log is left in `" + cluster.folder + "`");
            Runtime.getRuntime().halt(1);
        }
        System.exit(0);
    }

    private Cluster(Path folder) {
        this.folder = folder;
    }

    /** Starts the nodes, and returns their addresses when they are one cluster. */
    private List<String> start() throws IOException {
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("log4j2.properties"), LOGGING);
        int base = freePorts(2 * NODES);
        List<String> seeds = ofEach(n -> "127.0.0.1:" + (base + NODES + n));
        runner.onBuild((n, settings) -> {
            settings.put("network.host", "127.0.0.1");
            settings.put("http.port", base + n);
            settings.put("transport.port", base + NODES + n);
            settings.put("discovery.type", "zen");
            settings.putList("discovery.seed_hosts", seeds);
            // The first is a cluster by itself, which the others join: they start one after the other.
            settings.putList("cluster.initial_cluster_manager_nodes", "Node 1");
            settings.putList("node.roles", "cluster_manager", "data", "ingest");
            // A node may be started when there is nothing that it could join; `await` waits where there is.
            settings.put("discovery.initial_state_timeout", "0s");
            settings.put("node.processors", 2);
            // The tests do not depend on how full the disk is.
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        });
        // It would refuse every port above 9299.
        runner.setMaxHttpPort(-1);
        runner.build("-basePath", folder.toString(), "-confPath", config.toString(), "-logsPath", folder.toString(), "-useLogger",
            "-numOfNode", Integer.toString(NODES), "-baseHttpPort", Integer.toString(base), "-clusterName", "pullquote-" + base);
        await(NODES, SECONDS_TO_START);
        return ofEach(n -> "http://127.0.0.1:" + (base + n));
    }

    private static List<String> ofEach(IntFunction<String> of) {
        return IntStream.rangeClosed(1, NODES).mapToObj(of).toList();
    }

    /**
     * The number before so many free ports. They lie below those that the system gives away by itself: a node that was stopped finds its
     * port free when it is started again.
     */
    private static int freePorts(int count) throws IOException {
        Random random = new Random();
        IOException last = null;
        for (int attempt = 0; attempt < 100; attempt++) {
            int base = random.nextInt(10_000, 30_000);
            try {
                for (int n = 1; n <= count; n++) {
                    new ServerSocket(base + n, 1, InetAddress.getLoopbackAddress()).close();
                }
                return base;
            } catch (IOException error) {
                last = error;
            }
        }
        throw last;
    }

    /** Waits until the nodes that run are one cluster, which fewer than two cannot be. Without an index, such a cluster is green. */
    private void await(int nodes, int seconds) {
        if (nodes * 2 <= NODES) {
            return;
        }
        var request = runner.client().admin().cluster().prepareHealth().setWaitForNodes(Integer.toString(nodes));
        if (request.setTimeout(seconds + "s").setClusterManagerNodeTimeout(seconds + "s").get().isTimedOut()) {
            throw new IllegalStateException("the cluster has not come to " + nodes + " nodes within " + seconds + " s");
        }
    }

    private String answer(String command) {
        try {
            String[] words = command.split(" ");
            int n = words.length == 2 ? Integer.parseInt(words[1]) : 0;
            if (n < 1 || n > NODES) {
                return "error: say `stop N` or `start N`, N from 1 to " + NODES + ", not `" + command + "`";
            }
            switch (words[0]) {
                case "stop":
                    if (runner.getNode(n - 1).isClosed()) {
                        return "error: node " + n + " does not run";
                    }
                    runner.getNode(n - 1).close();
                    if (!runner.getNode(n - 1).awaitClose(SECONDS_TO_CHANGE, TimeUnit.SECONDS)) {
                        return "error: node " + n + " has not stopped within " + SECONDS_TO_CHANGE + " s";
                    }
                    break;
                case "start":
                    if (!runner.startNode(n - 1)) {
                        return "error: node " + n + " runs already";
                    }
                    break;
                default:
                    return "error: `" + words[0] + "` is no command";
            }
            await((int) IntStream.range(0, NODES).filter(i -> !runner.getNode(i).isClosed()).count(), SECONDS_TO_CHANGE);
            return (words[0].equals("stop") ? "stopped " : "started ") + n;
        } catch (Exception error) {
            return "error: " + error.toString().replace('\n', ' ');
        }
    }

    /** Lines as they come. It is read from the beginning, so that the end is seen also while the nodes start. */
    private static BlockingQueue<String> linesOfStdin() {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> {
            try (var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                input.lines().forEach(lines::add);
            } catch (Exception error) {
                // What cannot be read has ended.
            }
            System.exit(0);
        });
        reader.setDaemon(true);
        reader.start();
        return lines;
    }

    private void answerConnections(List<String> urls, PrintStream answers) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Files.writeString(folder.resolve("control"), server.getLocalPort() + "\n");
            urls.forEach(answers::println);
            while (true) {
                try (Socket connection = server.accept()) {
                    connection.setSoTimeout(10_000);
                    var input = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
                    var output = new PrintStream(connection.getOutputStream(), true, StandardCharsets.UTF_8);
                    String command = input.readLine();
                    if ("end".equals(command)) {
                        end();
                        output.println("ended");
                        return;
                    }
                    output.println(answer(command == null ? "" : command));
                } catch (IOException error) {
                    // Whoever asked has gone.
                }
            }
        }
    }

    /** Stops what runs, and removes the folder. */
    private void end() {
        if (isEnding.getAndSet(true)) {
            return;
        }
        Thread limit = new Thread(() -> {
            try {
                Thread.sleep(SECONDS_TO_END * 1000L);
            } catch (InterruptedException error) {
                // Then it is over at once.
            }
            Runtime.getRuntime().halt(1);
        });
        limit.setDaemon(true);
        limit.start();
        try {
            runner.close();
        } catch (Exception error) {
            // It is thrown away in any case.
        }
        for (int attempt = 0; attempt < 5 && Files.exists(folder); attempt++) {
            try (Stream<Path> below = Files.walk(folder)) {
                for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (IOException | UncheckedIOException error) {
                // A node that was about to start may have written meanwhile.
            }
        }
    }
}
