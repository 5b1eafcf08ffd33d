using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadScoring.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class Models : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_primary",
                table: "transitions",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<bool>(
                name: "notify",
                table: "transitions",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AlterColumn<int>(
                name: "version",
                table: "model_activations",
                type: "integer",
                nullable: true,
                oldClrType: typeof(int),
                oldType: "integer");

            migrationBuilder.AlterColumn<DateTimeOffset>(
                name: "activated_at",
                table: "model_activations",
                type: "timestamp with time zone",
                nullable: true,
                oldClrType: typeof(DateTimeOffset),
                oldType: "timestamp with time zone");

            migrationBuilder.AddColumn<string>(
                name: "action",
                table: "model_activations",
                type: "text",
                nullable: false,
                defaultValue: "published",
                collation: "C");

            migrationBuilder.AddColumn<short>(
                name: "backfill_bucket",
                table: "model_activations",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0);

            migrationBuilder.AddColumn<string>(
                name: "backfill_lead",
                table: "model_activations",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<long>(
                name: "backfilled",
                table: "model_activations",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "by",
                table: "model_activations",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<bool>(
                name: "is_primary",
                table: "model_activations",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<string>(
                name: "notify",
                table: "model_activations",
                type: "text",
                nullable: false,
                defaultValue: "all",
                collation: "C");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "requested_at",
                table: "model_activations",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddColumn<string>(
                name: "why",
                table: "model_activations",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.Sql("UPDATE model_activations SET requested_at = activated_at");

            // Until now a model with another key took the place of the one before; from now on that is said.
            migrationBuilder.Sql(
                """
                INSERT INTO model_activations (number, model_key, version, is_primary, action, notify, requested_at, activated_at)
                SELECT last.number + row_number() OVER (ORDER BY former.model_key), former.model_key, NULL, false, 'withdrawn', 'all', last.activated_at, last.activated_at
                FROM (SELECT * FROM model_activations ORDER BY number DESC LIMIT 1) AS last
                JOIN (SELECT DISTINCT model_key FROM model_activations) AS former ON former.model_key <> last.model_key
                """);

            migrationBuilder.CreateTable(
                name: "backtests",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: true),
                    document = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    baseline_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    baseline_version = table.Column<int>(type: "integer", nullable: false),
                    from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    state = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    leads = table.Column<long>(type: "bigint", nullable: false),
                    leads_done = table.Column<long>(type: "bigint", nullable: false),
                    result = table.Column<string>(type: "json", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_backtests", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "event_names",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    count = table.Column<long>(type: "bigint", nullable: false),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_event_names", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "model_drafts",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    document = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model_drafts", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "plan_violations",
                columns: table => new
                {
                    @event = table.Column<string>(name: "event", type: "text", nullable: false, collation: "C"),
                    property = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    problem = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    count = table.Column<long>(type: "bigint", nullable: false),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    message_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    example = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_plan_violations", x => new { x.@event, x.property, x.problem });
                });

            migrationBuilder.CreateTable(
                name: "tracking_plans",
                columns: table => new
                {
                    version = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    saved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tracking_plans", x => x.version);
                });

            migrationBuilder.CreateTable(
                name: "backtest_flips",
                columns: table => new
                {
                    backtest_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    lead_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    details = table.Column<string>(type: "json", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_backtest_flips", x => new { x.backtest_id, x.number });
                    table.ForeignKey(
                        name: "FK_backtest_flips_backtests_backtest_id",
                        column: x => x.backtest_id,
                        principalTable: "backtests",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_backtests_requested_at_id",
                table: "backtests",
                columns: new[] { "requested_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "backtest_flips");

            migrationBuilder.DropTable(
                name: "event_names");

            migrationBuilder.DropTable(
                name: "model_drafts");

            migrationBuilder.DropTable(
                name: "plan_violations");

            migrationBuilder.DropTable(
                name: "tracking_plans");

            migrationBuilder.DropTable(
                name: "backtests");

            migrationBuilder.DropColumn(
                name: "is_primary",
                table: "transitions");

            migrationBuilder.DropColumn(
                name: "notify",
                table: "transitions");

            migrationBuilder.DropColumn(
                name: "action",
                table: "model_activations");

            migrationBuilder.DropColumn(
                name: "backfill_bucket",
                table: "model_activations");

            migrationBuilder.DropColumn(
                name: "backfill_lead",
                table: "model_activations");

            migrationBuilder.DropColumn(
                name: "backfilled",
                table: "model_activations");

            migrationBuilder.DropColumn(
                name: "by",
                table: "model_activations");

            migrationBuilder.DropColumn(
                name: "is_primary",
                table: "model_activations");

            migrationBuilder.DropColumn(
                name: "notify",
                table: "model_activations");

            migrationBuilder.DropColumn(
                name: "requested_at",
                table: "model_activations");

            migrationBuilder.DropColumn(
                name: "why",
                table: "model_activations");

            migrationBuilder.AlterColumn<int>(
                name: "version",
                table: "model_activations",
                type: "integer",
                nullable: false,
                defaultValue: 0,
                oldClrType: typeof(int),
                oldType: "integer",
                oldNullable: true);

            migrationBuilder.AlterColumn<DateTimeOffset>(
                name: "activated_at",
                table: "model_activations",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)),
                oldClrType: typeof(DateTimeOffset),
                oldType: "timestamp with time zone",
                oldNullable: true);
        }
    }
}
