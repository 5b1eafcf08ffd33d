using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadScoring.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class SecretsAndTrials : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "former_secret",
                table: "webhook_endpoints");

            migrationBuilder.DropColumn(
                name: "former_secret_until",
                table: "webhook_endpoints");

            migrationBuilder.AddColumn<string>(
                name: "former_secrets",
                table: "webhook_endpoints",
                type: "json",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<bool>(
                name: "is_primary",
                table: "backtests",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "former_secrets",
                table: "webhook_endpoints");

            migrationBuilder.DropColumn(
                name: "is_primary",
                table: "backtests");

            migrationBuilder.AddColumn<byte[]>(
                name: "former_secret",
                table: "webhook_endpoints",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "former_secret_until",
                table: "webhook_endpoints",
                type: "timestamp with time zone",
                nullable: true);
        }
    }
}
